// Clicks, fields and buttons, and the start of the page. The last of the scripts.

const Start = {
  page() {
    Kept.open();
    Words.choose();
    document.documentElement.classList.add("js");
    for (const one of document.querySelectorAll(".switches, .find, .decided, .packed")) one.hidden = false;
    if (Kept.setting("theme")) document.documentElement.dataset.theme = Kept.setting("theme");
    document.getElementById("single-keys").checked = Kept.setting("keys") !== false;
    document.getElementById("reviewer").value = Kept.setting("reviewer") || "";
    const restored = Decisions.open();
    Panel.open(DATA.documents.length === 1 ? 0 : -1);
    if (restored) Messages.brief("message.restored", { n: restored });
    Messages.trouble();
    if (location.hash) Route.show(location.hash);
  },

  clicks() {
    document.addEventListener("click", (event) => {
      const action = event.target.closest("[data-do]");
      if (action) return Do[action.dataset.do]();
      const link = event.target.closest("a[href^='#']");
      if (link) {
        event.preventDefault();
        return Route.to(link.getAttribute("href"));
      }
      const item = event.target.closest(".js .finding:not(.current)");
      if (item) return Do.go(item.id);
      const segment = event.target.closest(".js .page .segment");
      if (segment && !String(getSelection())) Route.to(`#${segment.id}`);
      return undefined;
    });
    addEventListener("popstate", () => Route.back());
    // Aligned words are highlighted together.
    document.addEventListener("mouseover", (event) => this._highlight(event.target.closest?.("[data-w]")));
  },

  _highlight(word) {
    for (const one of document.querySelectorAll(".linked")) one.classList.remove("linked");
    for (const one of word?.closest(".pairs").querySelectorAll(`[data-w="${word.dataset.w}"]`) || []) one.classList.add("linked");
  },

  fields() {
    const { tools, actions } = Panel;
    tools.addEventListener("input", () => this.filter());
    tools.querySelector("[type=reset]").addEventListener("click", (event) => {
      event.preventDefault(); // the event comes before the fields are reset
      Filters.reset();
      this.filter();
    });
    tools.addEventListener("submit", (event) => event.preventDefault());
    tools.querySelector(".more").addEventListener("click", (event) => {
      event.target.setAttribute("aria-expanded", String(tools.classList.toggle("unfolded")));
    });
    actions.addEventListener("submit", (event) => event.preventDefault());
    actions.addEventListener("keydown", (event) => this._typed(event));
    actions.elements.note.addEventListener("change", () => this._noted());
    document.getElementById("single-keys").addEventListener("change", (event) => Kept.set("keys", event.target.checked));
    document.getElementById("reviewer").addEventListener("change", (event) => Kept.set("reviewer", event.target.value));
    document.getElementById("find")?.addEventListener("input", (event) => {
      Table.find(document.querySelector("#index table"), event.target.value);
    });
  },

  // Applies the current values of the filter fields.
  filter() {
    const { elements } = Panel.tools;
    const severity = [...elements.severity].filter((box) => box.checked).map((box) => box.value);
    Object.assign(Walk.filter, {
      search: elements.search.value.trim().toLowerCase(),
      severity,
      category: elements.category.value,
      rule: elements.rule.value,
      order: elements.order.value,
      confidence: Number(elements.confidence.value),
      status: elements.status.value,
      age: elements.age?.value ?? "",
      group: elements.group.checked,
    });
    elements.confidence.nextElementSibling.textContent = `${elements.confidence.value} %`;
    const finding = Decisions.byId.get(Walk.current);
    const shown = Walk.shown();
    if (shown.length && (!finding || !shown.includes(finding))) Panel.show(Walk.next(1), { still: true });
    Panel.refresh();
  },

  // Enter accepts the wording; Ctrl+Enter saves a note. Enter that belongs to an input method is left to it.
  _typed(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.target.name === "wording" && !event.shiftKey) {
      event.preventDefault();
      event.target.blur();
      Do.accept();
    } else if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      if (event.target.name === "remark") Do.remark();
      event.target.blur();
    }
  },

  _noted() {
    const note = Panel.actions.elements.note.value.trim();
    if (!Walk.current || note === Decisions.of(Walk.current).note) return;
    Decisions.change([Walk.current], () => ({ note }));
    Messages.brief("message.noted");
    Panel.refresh();
  },

  switches() {
    const on = (id, act) => document.getElementById(id).addEventListener("click", act);
    on("help-open", Do.help);
    on("files-open", () => Do.files());
    on("language", () => {
      Words.change(Words.language === "en" ? "zh" : "en");
      Kept.set("language", Words.language);
      Panel.refresh();
    });
    on("theme", () => {
      const dark = matchMedia("(prefers-color-scheme: dark)").matches;
      const now = document.documentElement.dataset.theme || (dark ? "dark" : "light");
      document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
      Kept.set("theme", document.documentElement.dataset.theme);
    });
    on("import", () => document.getElementById("import-file").click());
    document.getElementById("import-file").addEventListener("change", async (event) => {
      const [file] = event.target.files;
      if (file) Taking.import(await file.text());
      event.target.value = "";
    });
  },

  windows() {
    // The filters take one line or two, and the elements below them are placed accordingly.
    new ResizeObserver(() => {
      const [bar, tools] = [document.querySelector(".bar"), Panel.tools].map((one) => one.getBoundingClientRect().height);
      document.documentElement.style.setProperty("--tools-end", `${bar + tools + 4}px`);
      Panel.room();
    }).observe(Panel.tools);
    for (const event of ["scroll", "resize"]) addEventListener(event, () => Panel.room(), { passive: true });
    for (const fold of document.querySelectorAll("details[data-pack]")) fold.addEventListener("toggle", () => Cards.fill(fold));

    addEventListener("storage", (event) => {
      if (event.key !== Kept.decisionsKey) return;
      Decisions.load(Kept.decisions());
      Panel.refresh();
      Messages.brief("message.elsewhere");
    });
    addEventListener("beforeunload", (event) => {
      if (Kept.trouble && Kept.trouble !== "damaged" && !Decisions.exported) event.preventDefault();
    });
  },
};

Start.page();
Start.clicks();
Start.fields();
Start.switches();
Start.windows();
document.querySelectorAll("table.sortable").forEach((table) => Table.open(table));
