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

  decide(choice, { everywhere = false, replacement, why } = {}) {
    const finding = Decisions.byId.get(Walk.current);
    if (!finding) return;
    if (choice === "dismiss" && Findings.isAdded(finding.id)) return Do.clear();
    const wording = choice === "accept" ? (replacement !== undefined ? replacement : Panel.wording()) : null;
    const decision = choice === "accept" && wording === null ? "confirm" : choice; // nothing to write: to be fixed by hand
    const ids = this.about(everywhere);
    const text = Do.text(finding.id);
    const following = Walk.undecided();
    const rivals = Decisions.rivals(finding.id); // of what reviewers added at one place, the one that is decided stays
    const made = { decision, replacement: wording, why, by: undefined };
    Decisions.change([...ids, ...rivals], (id) => (rivals.includes(id) ? { removed: true } : made));
    for (const id of ids) Drafts.keep(id, "wording", undefined);
    Do.said(ids, { decision, text, wording });
    const next = following && Decisions.byId.has(following) && !Decisions.settled(following) ? following : Walk.undecided();
    if (next) Panel.show(next);
    else Messages.brief(...End.message());
    if (rivals.length) Panel.refresh();
    else Panel.refresh(next ? [...ids, next] : ids);
    return undefined;
  },

  said(ids, { decision, text, wording }) {
    const files = new Set(ids.map((id) => Decisions.byId.get(id).document)).size;
    if (ids.length > 1) return Messages.brief(files > 1 ? "message.many_files" : "message.many", { n: ids.length, files });
    const key = { dismiss: "dismissed", confirm: "confirmed", accept: wording === "" ? "deleted" : "accepted_as" }[decision];
    return Messages.brief(`message.${key}`, { text, wording });
  },

  // The text of a finding, as the page shows it.
  text: (id) => Cards.item(id).querySelector(".was").textContent,

  accept: () => Do.decide("accept"),
  confirm: () => Do.decide("confirm"),
  dismiss: () => Do.decide("dismiss"),
  false_alarm: () => Do.decide("dismiss", { why: "false_alarm" }),
  intended: () => Do.decide("dismiss", { why: "intended" }),
  quoted: () => Do.decide("dismiss", { why: "quoted" }),
  "accept-all": () => Do.decide("accept", { everywhere: true }),
  "confirm-all": () => Do.decide("confirm", { everywhere: true }),
  "dismiss-all": () => Do.decide("dismiss", { everywhere: true }),
  "bulk-accept": () => Filters.decide("accept"),
  "bulk-confirm": () => Filters.decide("confirm"),
  "bulk-dismiss": () => Filters.decide("dismiss"),

  // Takes a decision back; a finding that was added here is removed.
  clear() {
    if (!Walk.current) return;
    const id = Walk.current;
    const text = Do.text(id);
    if (Findings.isAdded(id)) {
      const next = Walk.next(1) === id ? Walk.next(-1) : Walk.next(1);
      Decisions.change([id], () => ({ removed: true }));
      Panel.refresh([id]);
      if (next && next !== id) Panel.show(next);
      else Panel.leave();
      Messages.brief("message.removed", { text });
    } else {
      Decisions.change(Do.about(false), () => ({ decision: null, replacement: null, why: undefined }));
      Messages.brief("message.cleared", { text });
    }
    Panel.refresh();
  },

  undo: () => Do.back(Decisions.undo(), "message.undone"),
  redo: () => Do.back(Decisions.redo(), "message.redone"),

  back(ids, key) {
    if (!ids) return Messages.brief("message.nothing_to_undo");
    const there = ids.filter((id) => Decisions.byId.has(id));
    if (there.length) {
      const place = Decisions.byId.get(there[0]).document;
      if (place !== Walk.document) Panel.open(place);
      Panel.refresh();
      Panel.show(there.includes(Walk.current) ? Walk.current : there[0]);
    } else if (!Decisions.byId.has(Walk.current)) {
      Panel.refresh(ids);
      const next = Walk.undecided() || Walk.shown()[0]?.id;
      if (next) Panel.show(next);
      else Panel.leave();
    }
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

  // Opens the field of a comment, and adds what was typed there.
  talk() {
    if (!Walk.current) return;
    const open = Panel.actions.querySelector(".remark").hidden;
    Panel.unfold(open);
    if (open) Panel.actions.elements.remark.focus();
  },

  remark() {
    const field = Panel.actions.elements.remark;
    const text = field.value.trim();
    if (!Walk.current || !text) return;
    Talk.add(Walk.current, text);
    Drafts.keep(Walk.current, "remark", undefined);
    field.value = "";
    Messages.brief("message.commented");
    Panel.refresh([Walk.current]);
  },

  // Copies the address of the current finding.
  async link() {
    if (!Walk.current) return;
    const address = `${location.href.split("#")[0]}#${Walk.current}`;
    try {
      await navigator.clipboard.writeText(address);
      Messages.brief("message.link");
    } catch { // a browser may refuse
      Messages.show("message.link_is", { address });
    }
  },

  add: () => Marking.add(),
  vary: () => Marking.change(Walk.current),
  move: () => Marking.move(Walk.current),

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
    if (document.activeElement?.matches("input, textarea, select")) document.activeElement.blur();
    return undefined;
  },
};

const KEYS = {
  j: Do.next, k: Do.previous, a: Do.accept, y: Do.confirm, d: Do.dismiss, x: Do.false_alarm, i: Do.intended, q: Do.quoted,
  A: Do["accept-all"], Y: Do["confirm-all"], D: Do["dismiss-all"], e: Do.edit, n: Do.note, m: Do.talk, v: Do.vary, t: Do.add,
  p: Do.move, l: Do.link, c: Do.clear, u: Do.undo, U: Do.redo, "/": Do.search, "?": Do.help, g: Do.group,
  s: () => Files.export(), w: () => Corrected.preview(),
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
  const slides = event.target.matches("input");
  if (event.shiftKey && /^Arrow/.test(event.key) && !slides && Selected.extend(event.key)) return event.preventDefault();
  if (!document.getElementById("single-keys").checked && event.key !== "Escape") return;
  const act = /^[1-9]$/.test(event.key) ? () => Do.number(Number(event.key) - 1) : KEYS[intended(event)];
  if (!act) return;
  event.preventDefault();
  act();
});
