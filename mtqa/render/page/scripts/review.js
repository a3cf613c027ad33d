// What the dialogs, fields and selections of a review do.

Drafts.open();
Filters.open(document);

Panel.actions.addEventListener("input", (event) => {
  if (event.target.matches("[name=wording], [name=remark]")) Panel.typed(event.target);
});

for (const event of ["select", "keyup", "pointerup", "input"]) {
  Marking.dialog.querySelector("[name=place]").addEventListener(event, () => Marking.show());
}
Marking.dialog.querySelector("[name=place]").addEventListener("beforeinput", (event) => event.preventDefault());

// Dialogs are saved by their buttons, or by Enter in a field: not by a form, which a sandbox forbids, and not by the event of
// their end, which comes after the next key.
const SAVED = { mark: () => Marking.save(), name: () => Files.named() };
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  if (!button) return;
  const dialog = button.closest("dialog");
  dialog.close();
  if (button.dataset.close === "save") SAVED[dialog.id]();
});
for (const id of Object.keys(SAVED)) {
  document.getElementById(id).addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || !event.target.matches("textarea, input")) return;
    event.preventDefault();
    event.currentTarget.close();
    SAVED[id]();
  });
}

document.getElementById("export").addEventListener("click", () => Files.export());
document.getElementById("table").addEventListener("click", () => Files.table());
document.getElementById("corrected").addEventListener("click", () => Corrected.save());
document.getElementById("preview").addEventListener("click", () => Corrected.preview());
document.getElementById("corrections").addEventListener("change", () => Corrected.draw());

Panel.tools.elements.order.addEventListener("change", (event) => Kept.set("order", event.target.value));
document.addEventListener("click", (event) => {
  const figure = event.target.closest(".figure-filter");
  if (figure) Filters.apply(figure.parentElement);
});

// A selection in the text shows its buttons, and a click of the mouse that ends it leads nowhere.
document.addEventListener("selectionchange", () => Selected.show());
document.addEventListener("mousedown", (event) => Selected.down(event));
document.addEventListener("mousemove", (event) => Selected.drag(event));
document.addEventListener("dragstart", (event) => { if (event.target.closest?.(".page mark a")) event.preventDefault(); });
Selected.buttons.addEventListener("mousedown", (event) => event.preventDefault());
document.addEventListener("click", (event) => {
  if (!event.detail || !event.target.closest(".page") || !String(getSelection())) return;
  event.preventDefault();
  event.stopPropagation();
}, true);
