"""What people type: what the question asks for, and anything else."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

STATES = (
    "Los Angeles, California", "Irvine", "CA", "California", "Orange County, CA", "Hawaii", "Denver, CO", "Utah",
    "AZ", "Las Vegas", "Reno, NV", "Nevada", "Montana", "Texas", "NY", "San Francisco", "Fresno, California", "Guam",
    "sacramento, ca", "Atlantis", "CA 90010")
HOME = (
    "California", "Nevada", "Los Angeles, California", "Irvine", "Denver, CO", "Utah", "Hawaii", "Las Vegas",
    "San Diego, CA")
COUNTIES = (
    "Orange", "Orange", "Las Vegas", "Clark", "Irvine", "Los Angeles", "Clark", "Las Vegas", "Fresno", "Alameda",
    "Reno", "Narnia", "Kern county")
PLACES = ("Surabaya", "Kab. Sleman", "Los Angeles", "Ujung Pandang (Makassar)",
    "東京")
STREETS = ("3457 Wilshire Blvd, Los Angeles, CA 90010", "12 Main St\nApt 4\nIrvine 92602", "1 Elm",
    "PO Box 12, Denver CO")
MAILBOXES = ("dewi@example.com", "Budi.Santoso@Example.COM", "agus@kantor.example.org", "bukan alamat", "dewi@", "a@b@c.com")
DAYS = ("jumat", "Selasa", "tuesday", "besok", "minggu depan", "secepatnya", "selasa sore", "friday afternoon", "senin pagi")
SERVICES = ("visa", "perpanjang paspor", "paspor anak", "paspor hilang", "legalisasi", "surat")
HOURS = ("selasa jam 9", "kamis jam setengah 10", "tuesday 9 am", "thursday 9:00", "sabtu jam 10", "senin jam 9")
OTHER_HOURS = ("jam 10", "9.30", "siang aja", "pagi", "bisa jam 11?", "11 am", "yang sore aja", "in the afternoon", "jam lain")
PHONES = ("213 555 0100", "+62 812-3456-7890", "(213) 383-5126", "12", "+1 808 555 0123",
    "nomor saya 0812 3456 7890",
)

JUNK = (
    "x" * 100_000, "😀🎉👍🏽", "👨‍👩‍👧", "", "   ", "\n\n", "\u202egnitset\u202c \x00\x07\x1b[31m", "مرحبا بكم", "שלום",
    "<script>alert(1)</script>", "Robert'); DROP TABLE people;--", "{0.__class__.__mro__}", "{name}", "%s%s%n",
    "../../etc/passwd", "0", "-1", "99", "1000000000000", "3.14", "½", "١", "²", "1.", "#2", "31/02/2020",
    "32 Januari 1990", "2090-01-01", "1/1/1850", "17/08/61", "jam buka?", "berapa biayanya?", "what?", "kapan buka",
    "how much is it", "ya tapi", "mungkin", "Ibu saya bilang tunggu dulu", "*tebal* _miring_ ~coret~ `kode`",
    "http://evil.example/?a=b&c=d", "A" * 121, "a" * 3_999, "b" * 4_001, "BEGIN:VCALENDAR\r\nATTACH:x",
    "line one\nline two\r\nline three", "\ufeffname", "İstanbul", "ﬁ", "ẞ", "NULL", "None", "true", "null", "[]",
    "{}", "\u2066x\u2069", "é", "é", "q" * 300, "?!", "...", "-", "'", "\"", "\\", "/start", "/help", "STOP", "ok",
    "y", "n",
)

RESERVED = (
    "kembali", "back", "batal", "cancel", "menu", "start over", "mulai lagi", "bantuan", "help", "bahasa", "language",
    "petugas", "officer", "status", "cek status", "lanjut", "continue", "jam buka", "opening hours", "biaya",
    "how much", "halo", "hi", "terima kasih", "thanks", "bahasa indonesia", "english", "alamat", "I want a person", "ga jadi",
    "berapa biaya paspor anak?", "how much is a visa", "biaya paspor hilang berapa ya",
    "BACK", " Menu. ", "stop", "Berhenti", "stop pengingat", "START", "mulai",
)

ANSWERS = (
    "ya", "tidak", "yes", "no", "1", "2", "3", "saya sendiri", "anak saya", "perpanjang", "visa", "hilang", "nanti",
    "ok", "selesai", "later", "buat janji", "minggu depan", "hari lain", "reschedule", "wni", "green card", "both",
    "saya dan istri saya", "nama salah, harusnya Siti Aminah", "no hp ganti 0812 3456 7890",
)


@dataclass(frozen=True)
class Human:
    """Somebody who may be an applicant; several people may act for the same one."""

    name: str
    born: str
    nik: str
    passport: str


def humans(random: Random, count: int) -> list[Human]:
    """Some with a NIK that carries another birth date, some with a single name, some without a number at hand."""
    first = ("Dewi", "Budi", "Siti Aminah", "Agus", "Raden Mas Suryo", "Ni Luh Putu", "O'Neil", "José María", "Sukarno")
    last = ("", "Lestari", "Santoso", "Wijaya", "bin Abdullah", "Nguyễn", "Hutagalung-Smith")
    made = []
    for number in range(count):
        day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1940, 2024)
        carried = day + 40 if random.random() < 0.5 else day
        nik = f"317401{carried:02}{month:02}{year % 100:02}{number:04}" if random.random() < 0.6 else f"3174014512{number:06}"
        name = f"{random.choice(first)} {random.choice(last)} {'' if number % 3 else 'Putra'}".strip()
        born, passport = f"{day} {random.choice(MONTHS)[month - 1]} {year}", f"X{random.randint(10**6, 10**7 - 1)}"
        made.append(Human(name, born, nik if number % 4 in (0, 2) else "", passport if number % 4 in (1, 2) else ""))
    return made


MONTHS = (
    ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
)


def field(random: Random, name: str, human: Human) -> str:
    """What somebody types for a line of a form."""
    match name:
        case "full_name":
            return human.name
        case "birth_date":
            return human.born
        case "nik":
            return human.nik
        case "passport_number":
            return human.passport
        case "birth_place":
            return random.choice(PLACES)
        case "address":
            return random.choice(STREETS)
        case _:
            return random.choice(PHONES)


def anything(random: Random) -> str:
    """Not what was asked for."""
    kind = random.random()
    if kind < 0.5:
        return random.choice(JUNK)
    if kind < 0.8:
        return random.choice(ANSWERS)
    if kind < 0.9:
        return random.choice(STATES + COUNTIES + PHONES + STREETS)
    return "".join(chr(random.choice((random.randint(32, 126), random.randint(0x80, 0x2FF), random.randint(0x600, 0x6FF),
                                      random.randint(0x1F300, 0x1F64F)))) for _ in range(random.randint(1, 40)))
