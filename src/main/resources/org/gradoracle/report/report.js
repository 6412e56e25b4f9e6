"use strict";

/* Tables: sort by a column's button, filter by a name and a choice. */

for (const table of document.querySelectorAll("#rows, #rules")) {
  const original = [...table.tBodies[0].rows];
  for (const header of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => sort(table, original, header));
  }
}

/** Ascending, descending, and as the report has it. */
function sort(table, original, header) {
  const next = { ascending: "descending", descending: null }[header.ariaSort];
  const order = next === undefined ? "ascending" : next;
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  const rows = [...original];
  if (order) {
    header.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    rows.sort((a, b) => sign * compare(value(a, header.cellIndex), value(b, header.cellIndex)));
  }
  table.tBodies[0].append(...rows);
}

function value(row, column) {
  const cell = row.cells[column];
  if (!("value" in cell.dataset)) return cell.textContent.trim();
  return cell.dataset.value === "inf" ? Infinity : Number(cell.dataset.value);
}

/** Empty cells and what is not a number come first. */
function compare(a, b) {
  const low = (x) => x === "" || Number.isNaN(x);
  if (low(a) || low(b)) return Number(low(b)) - Number(low(a));
  return typeof a === "string" || typeof b === "string"
    ? String(a).localeCompare(String(b), "en")
    : a < b ? -1 : a > b ? 1 : 0;
}

for (const form of document.querySelectorAll("form.filter")) {
  form.hidden = false;
  const rows = [...document.getElementById(form.dataset.table).tBodies[0].rows];
  const [choice, name, count] = ["select", "input", "output"].map((each) => form.querySelector(each));
  const show = () => {
    const flag = choice.value.replace(/-(.)/, (_, letter) => letter.toUpperCase());
    for (const row of rows) {
      row.hidden = (flag && row.dataset[flag] !== "true") ||
        !row.cells[0].textContent.toLowerCase().includes(name.value.trim().toLowerCase());
    }
    const shown = rows.filter((row) => !row.hidden).length;
    count.value = shown === rows.length ? "" : `${shown} of ${rows.length}`;
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
}

/* A link to a gradient opens its details. */

function openLinked() {
  const linked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (linked instanceof HTMLDetailsElement) {
    linked.open = true;
    linked.scrollIntoView();
    linked.querySelector("summary").focus({ preventScroll: true });
  }
}
addEventListener("hashchange", openLinked);
addEventListener("click", (event) => { // the same link once more changes nothing
  if (event.target.closest(`a[href="${CSS.escape(location.hash)}"]`)) openLinked();
});

/* Heat maps. */

const data = JSON.parse(document.getElementById("data").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");
const MOST_CELLS = 128;

function elements(base64, dtype) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return dtype === "float32" ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
}

for (const maps of document.querySelectorAll(".maps")) {
  const draw = () => {
    if (!maps.firstChild && maps.dataset.key in data) drawMaps(maps, data[maps.dataset.key]);
  };
  const details = maps.closest("details");
  if (!details || details.open) draw();
  else details.addEventListener("toggle", draw);
}

function drawMaps(maps, { shape, dtype, reference, ours }) {
  const theirs = elements(reference, dtype);
  const mine = ours === undefined ? theirs : elements(ours, dtype);
  const difference = mine.map((x, i) => (x === theirs[i] ? 0 : x - theirs[i]));
  const columns = shape.length ? shape[shape.length - 1] : 1;
  const block = { // a cell shows the element of its block that differs most
    width: Math.ceil(columns / MOST_CELLS),
    height: Math.ceil(theirs.length / columns / MOST_CELLS),
  };
  const width = Math.ceil(columns / block.width);
  const height = Math.ceil(theirs.length / columns / block.height);
  const cells = new Int32Array(width * height).fill(-1);
  const size = (i) => (Number.isNaN(difference[i]) ? Infinity : Math.abs(difference[i]));
  for (let i = 0; i < theirs.length; i++) {
    const cell = Math.floor(Math.floor(i / columns) / block.height) * width +
      Math.floor((i % columns) / block.width);
    if (cells[cell] < 0 || size(i) > size(cells[cell])) cells[cell] = i;
  }
  const readout = document.createElement("output");
  const figures = [["difference", difference], ["hand-written", mine], ["autograd", theirs]]
    .filter(([title]) => ours !== undefined || title === "autograd")
    .map(([title, values]) => figure(ours === undefined ? "both" : title, values));
  maps.append(...figures.map((each) => each.figure), readout);
  let at = 0;

  function figure(title, values) {
    let most = 0;
    for (const x of values) if (Number.isFinite(x)) most = Math.max(most, Math.abs(x));
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const pixels = Math.max(2, Math.min(12, Math.floor(200 / Math.max(width, height))));
    canvas.style.width = `${width * pixels}px`;
    canvas.style.height = height === 1 ? "24px" : "auto";
    if (width === 1) canvas.style.width = "24px", canvas.style.height = `${height * pixels}px`;
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label",
      `Heat map, ${title}: ${maps.dataset.about}. The arrow keys read out single elements.`);
    const caption = document.createElement("figcaption");
    caption.textContent = most === 0 ? `${title}: all 0` : `${title}, ±${most.toPrecision(3)}`;
    const result = document.createElement("figure");
    result.append(canvas, caption);
    canvas.addEventListener("mousemove", (event) => {
      const box = canvas.getBoundingClientRect();
      const column = Math.floor((event.clientX - box.left) / box.width * width);
      const row = Math.floor((event.clientY - box.top) / box.height * height);
      read(Math.max(0, Math.min(row, height - 1)) * width + Math.max(0, Math.min(column, width - 1)));
    });
    canvas.addEventListener("focus", () => read(at));
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -width, ArrowDown: width }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      if (at + step >= 0 && at + step < cells.length) read(at + step);
    });
    const paint = (marked) => paintCells(canvas, cells, values, most, marked);
    paint(-1);
    return { figure: result, paint };
  }

  function read(cell) {
    at = cell;
    const i = cells[cell];
    const position = [];
    for (let rest = i, axis = shape.length - 1; axis >= 0; axis--) {
      position.unshift(rest % shape[axis]);
      rest = Math.floor(rest / shape[axis]);
    }
    readout.value = ours === undefined
      ? `[${position.join(", ")}]: ${theirs[i]}, both`
      : `[${position.join(", ")}]: hand-written ${mine[i]}, autograd ${theirs[i]}, difference ${difference[i]}`;
    for (const each of figures) each.paint(cell);
  }

  dark.addEventListener("change", () => figures.forEach((each) => each.paint(-1)));
}

/** Blue below zero, orange above; the page's own colour is zero, and what is not finite is violet. */
function paintCells(canvas, cells, values, most, marked) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  const zero = dark.matches ? [22, 27, 34] : [255, 255, 255];
  const [below, above] = dark.matches
    ? [[88, 166, 255], [255, 166, 77]] : [[5, 80, 174], [190, 76, 0]];
  for (let cell = 0; cell < cells.length; cell++) {
    const x = values[cells[cell]];
    const part = most === 0 ? 0 : Math.sqrt(Math.abs(x) / most); // so that small ones show
    const end = x < 0 ? below : above;
    const colour = cell === marked ? (dark.matches ? [255, 255, 255] : [0, 0, 0])
      : Number.isFinite(x) ? zero.map((from, i) => from + part * (end[i] - from)) : [191, 0, 191];
    image.data.set([...colour, 255], 4 * cell);
  }
  context.putImageData(image, 0, 0);
}

openLinked();
