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
Marking.dialog.addEventListener("close", () => Marking.closed());

// Dialogs are closed by their buttons, or by Enter in a field, and not by a form: a sandbox forbids those.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  if (button) button.closest("dialog").close(button.dataset.close);
});
for (const dialog of [Marking.dialog, document.getElementById("name")]) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || !event.target.matches("textarea, input")) return;
    event.preventDefault();
    dialog.close("save");
  });
}

document.getElementById("name").addEventListener("close", (event) => Files.named(event.target));
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

// A selection in the text shows its buttons, and a click that ends it leads nowhere.
document.addEventListener("selectionchange", () => Selected.show());
Selected.buttons.addEventListener("mousedown", (event) => event.preventDefault());
document.addEventListener("click", (event) => {
  if (!event.target.closest(".page") || !String(getSelection())) return;
  event.preventDefault();
  event.stopPropagation();
}, true);
