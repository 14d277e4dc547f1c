"""What the programs beside Janji answer to everything: a question of the usual size."""

TEXT = ("Why does the passport need to be replaced?\n\nFor older passports a birth certificate or a diploma may be needed; "
        "choose what comes nearest.")
KEYBOARD = {"inline_keyboard": [
    *([{"text": label, "callback_data": f"kq7xw2mn.{number}"}] for number, label in enumerate(
        ("Expired or expiring", "Pages are full", "Lost or stolen", "Damaged", "Details have changed"))),
    [{"text": "Back", "callback_data": "kq7xw2mn.back"}, {"text": "Main menu", "callback_data": "kq7xw2mn.menu"}]]}
