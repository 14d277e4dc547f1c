// Making elements. All text goes in as text: mark-up in a message stays what it is.

export const fine = matchMedia("(hover: hover) and (pointer: fine)"); // what is not a finger on glass

export function make(tag, { className, text, label, ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  if (label) element.setAttribute("aria-label", label);
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

const SHAPES = {
  calendar: "M5 6h14v14H5zM5 10h14M9 3.5V7M15 3.5V7",
  place: "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  link: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
  cross: "M6 6l12 12M18 6L6 18",
  again: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
