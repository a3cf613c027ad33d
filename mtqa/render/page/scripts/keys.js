// The actions of keys, buttons and fields.

const Do = {
  next: () => Do.go(Walk.next(1)),
  previous: () => Do.go(Walk.next(-1)),

  go(id) {
    if (!id) return;
    Panel.show(id);
    Panel.refresh([id]);
  },

  // The ids that a decision is for: the whole group where repeated findings are visited once, or with `everywhere`.
  about(everywhere) {
    return everywhere || Walk.filter.group ? Decisions.same(Walk.current) : [Walk.current];
  },

  decide(decision, { everywhere = false, replacement } = {}) {
    const finding = Decisions.byId.get(Walk.current);
    if (!finding) return;
    const wording = decision === "accept" ? (replacement !== undefined ? replacement : Panel.wording()) : null;
    const ids = this.about(everywhere);
    const was = Walk.current;
    const following = Walk.undecided();
    Decisions.change(ids, () => ({ decision, replacement: wording }));
    const key = decision === "dismiss" ? "dismissed" : wording === null ? "accepted" : wording === "" ? "deleted" : "accepted_as";
    if (ids.length > 1) Messages.brief("message.many", { n: ids.length });
    else Messages.brief(`message.${key}`, { text: Do.text(was), wording });
    const next = following && !Decisions.of(following).decision ? following : Walk.undecided();
    if (next) Panel.show(next);
    else Messages.brief(...End.message());
    Panel.refresh(next ? [...ids, next] : ids);
  },

  // The text of a finding, as the page shows it.
  text: (id) => Cards.item(id).querySelector(".was").textContent,

  accept: () => Do.decide("accept"),
  dismiss: () => Do.decide("dismiss"),
  "accept-all": () => Do.decide("accept", { everywhere: true }),
  "dismiss-all": () => Do.decide("dismiss", { everywhere: true }),

  clear() {
    if (!Walk.current) return;
    Decisions.change(Do.about(false), () => ({ decision: null, replacement: null }));
    Messages.brief("message.cleared", { text: Do.text(Walk.current) });
    Panel.refresh();
  },

  undo: () => Do.back(Decisions.undo(), "message.undone"),
  redo: () => Do.back(Decisions.redo(), "message.redone"),

  back(ids, key) {
    if (!ids) return Messages.brief("message.nothing_to_undo");
    const place = Decisions.byId.get(ids[0]).document;
    if (place !== Walk.document) Panel.open(place);
    Panel.show(ids.includes(Walk.current) ? Walk.current : ids[0]);
    Panel.refresh();
    Messages.brief(key);
  },

  number(place) {
    const wording = Decisions.byId.get(Walk.current)?.better[place];
    if (wording !== undefined) Do.decide("accept", { replacement: wording });
  },

  edit: () => Do.field("wording"),
  note: () => Do.field("note"),

  field(name) {
    if (!Walk.current) return;
    const field = Panel.actions.elements[name];
    field.focus();
    field.select();
  },

  search() {
    const field = Walk.document < 0 ? document.getElementById("find") : Panel.tools.elements.search;
    Panel.tools.classList.add("unfolded");
    field?.focus();
    field?.select();
  },

  group() {
    Panel.tools.elements.group.click();
  },

  document(step) {
    const place = Math.max(0, Math.min(DATA.documents.length - 1, Walk.document + step));
    if (place !== Walk.document) Route.to(`#${DATA.documents[place].anchor}`);
  },

  help() {
    document.getElementById("help").showModal();
  },

  files(open) {
    const panel = document.getElementById("files");
    panel.hidden = open === undefined ? !panel.hidden : !open;
    document.getElementById("files-open").setAttribute("aria-expanded", String(!panel.hidden));
    if (panel.hidden) return;
    Files.offer();
    document.getElementById("reviewer").focus();
  },

  escape() {
    const files = document.getElementById("files").contains(document.activeElement);
    Do.files(false);
    if (files) return document.getElementById("files-open").focus();
    if (document.activeElement?.matches("input, textarea, select")) return document.activeElement.blur();
    Panel.tools.reset();
    return Start.filter();
  },
};

const KEYS = {
  j: Do.next, k: Do.previous, a: Do.accept, d: Do.dismiss, A: Do["accept-all"], D: Do["dismiss-all"], e: Do.edit,
  n: Do.note, c: Do.clear, u: Do.undo, U: Do.redo, "/": Do.search, "?": Do.help, g: Do.group, s: () => Files.export(),
  "]": () => Do.document(1), "[": () => Do.document(-1), Escape: Do.escape,
};

// The intended key: Caps Lock alone does not turn “a” into “A”, which decides everywhere.
function intended(event) {
  if (!event.getModifierState("CapsLock") || !/^[a-z]$/i.test(event.key)) return event.key;
  return event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  const typing = event.target.matches("textarea, select, input:not([type='checkbox'], [type='range'])");
  if (typing && event.key !== "Escape") return;
  if (!document.getElementById("single-keys").checked && event.key !== "Escape") return;
  const act = /^[1-9]$/.test(event.key) ? () => Do.number(Number(event.key) - 1) : KEYS[intended(event)];
  if (!act) return;
  event.preventDefault();
  act();
});
