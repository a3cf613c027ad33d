// The order of findings, figures that filter when they are clicked, and decisions about all that the filters show.

const Filters = {
  // Findings in the order that was asked for: by place, or the gravest or surest first.
  ordered(findings) {
    const { order } = Walk.filter;
    if (order === "place") return findings;
    const weight = order === "severity" ? (finding) => DATA.severities[finding.severity] : (finding) => finding.confidence;
    return [...findings].sort((a, b) => weight(b) - weight(a));
  },

  FIGURES: ["severity", "category", "rule", "status"].map((name) => `[data-filter-${name}]`).join(),

  // Figures with `data-filter-severity`, `-category`, `-rule` or `-status` become buttons.
  open(root) {
    for (const figure of root.querySelectorAll(this.FIGURES)) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "figure-filter";
      button.append(...figure.childNodes);
      figure.append(button);
    }
  },

  // Shows the findings that a figure counts, in its document, and no others.
  apply(figure) {
    const place = Walk.place(figure.closest(".document")?.id);
    if (place >= 0 && place !== Walk.document) Panel.open(place);
    const { tools } = Panel;
    this.reset();
    for (const [key, value] of Object.entries(figure.dataset)) {
      const name = key.startsWith("filter") ? key.slice("filter".length).toLowerCase() : "";
      if (name === "severity") for (const box of tools.elements.severity) box.checked = box.value === value;
      else if (tools.elements[name]) tools.elements[name].value = value;
    }
    Start.filter();
    const first = Walk.undecided() || Walk.shown()[0]?.id;
    if (first) Do.go(first);
  },

  // Shows all; the order stays, since it hides nothing.
  reset() {
    Panel.tools.reset();
    Panel.tools.elements.order.value = Walk.filter.order;
  },

  // Writes the numbers into the buttons that decide about all shown; a decision that was made is not changed by them.
  bulk(shown) {
    const numbers = this._numbers(shown);
    for (const [choice, ids] of Object.entries(numbers)) {
      const button = Panel.tools.querySelector(`[data-do="bulk-${choice}"]`);
      button.textContent = Words.text(`bulk.${choice}`, { n: ids.length });
      button.disabled = !ids.length;
    }
    Panel.tools.querySelector(".bulk").hidden = !shown.length;
  },

  _numbers(shown) {
    const open = shown.flatMap((finding) => (Walk.filter.group ? Decisions.same(finding.id) : [finding.id]))
      .filter((id) => Decisions.byId.get(id).document === Walk.document && Decisions.status(id) === "open");
    return { accept: open.filter((id) => Decisions.byId.get(id).better.length), confirm: open, dismiss: open };
  },

  // Decides about all that is shown and undecided, in one step.
  decide(choice) {
    const ids = this._numbers(Walk.shown())[choice];
    if (!ids.length) return;
    const replacement = (id) => (choice === "accept" ? Decisions.byId.get(id).better[0] : null);
    Decisions.change(ids, (id) => ({ decision: choice, replacement: replacement(id), why: undefined, by: undefined }));
    Panel.refresh();
    Messages.brief(`bulk.${choice}_done`, { n: ids.length });
  },
};
