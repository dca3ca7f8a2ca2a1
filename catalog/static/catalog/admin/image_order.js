/* Pictures of a product are put in order by dragging their handle, or with the arrow keys on it.
   The numbers in the column "position" stay what is saved, and may be typed as well. */
"use strict";
{
  const group = () => document.getElementById("images-group");
  const rows = () =>
    [...group().querySelectorAll("tr.form-row")].filter((row) => !row.classList.contains("empty-form"));
  const position = (row) => row.querySelector("input[name$='-position']");

  const number = () => rows().forEach((row, place) => (position(row).value = place));

  // The other row goes past this one, which stays where it is in the document: taken out of it,
  // its handle would lose the focus, and the pointer that carries it.
  const move = (row, step) => {
    const all = rows();
    const other = all[all.indexOf(row) + step];
    if (!other) return;
    if (step < 0) row.after(other);
    else row.before(other);
    number();
  };

  const isPast = (row, step, y) => {
    const all = rows();
    const box = all[all.indexOf(row) + step]?.getBoundingClientRect();
    return box !== undefined && step * (y - (box.top + box.height / 2)) > 0;
  };

  const carry = (row, grip, down) => {
    grip.setPointerCapture(down.pointerId);
    row.classList.add("shop-carried");
    const drag = (event) => {
      for (const step of [-1, 1]) while (isPast(row, step, event.clientY)) move(row, step);
    };
    const drop = () => {
      row.classList.remove("shop-carried");
      grip.removeEventListener("pointermove", drag);
    };
    grip.addEventListener("pointermove", drag);
    grip.addEventListener("lostpointercapture", drop, { once: true });
  };

  const addGrip = (row) => {
    const field = position(row);
    if (!field || row.querySelector(".shop-grip")) return;
    const grip = document.createElement("button");
    grip.type = "button";
    grip.className = "shop-grip";
    grip.textContent = "↕";
    grip.title = field.dataset.grip;
    grip.setAttribute("aria-label", field.dataset.grip);
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      grip.focus();
      carry(row, grip, event);
    });
    grip.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      move(row, step);
    });
    field.before(grip, " ");
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (group()) rows().forEach(addGrip);
  });
  document.addEventListener("formset:added", (event) => {
    if (event.detail.formsetName !== "images") return;
    addGrip(event.target);
    position(event.target).value = rows().length - 1;
  });
}
