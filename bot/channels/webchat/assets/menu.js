// The menu behind the header's button: arrows, Home, End, Escape.

const button = document.getElementById("menu-button");
const menu = document.getElementById("menu");
const items = [...menu.querySelectorAll("[role=menuitem]")];

export function createMenu({ act, end }) {
  for (const item of items) item.addEventListener("click", () => {
    close(true);
    if (item.dataset.does) act(item.dataset.does, item.textContent);
    else end();
  });
}

function open(at = 0) {
  menu.hidden = false;
  button.setAttribute("aria-expanded", "true");
  items.at(at).focus();
}

function close(refocus) {
  menu.hidden = true;
  button.setAttribute("aria-expanded", "false");
  if (refocus) button.focus();
}

button.addEventListener("click", () => (menu.hidden ? open() : close(true)));
button.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  open(event.key === "ArrowDown" ? 0 : -1);
});
menu.addEventListener("keydown", (event) => {
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items.at(to % items.length).focus();
  } else if (event.key === "Escape") close(true);
  else if (event.key === "Tab") close(false);
});
document.addEventListener("pointerdown", (event) => {
  if (!menu.hidden && !menu.contains(event.target) && !button.contains(event.target)) close(false);
});
