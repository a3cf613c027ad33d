// What the browser stores: decisions under the report's hash, and the reader's settings of the page. A browser may
// refuse (a private window, a sandbox, full storage); then the page works without storage and shows a message.

const Kept = {
  trouble: "", // "", "refused", "full" or "damaged"
  decisionsKey: `mtqa:decisions:${DATA.report}`,
  draftsKey: `mtqa:drafts:${DATA.report}`,
  settingsKey: "mtqa:page",
  settings: {},

  open() {
    try {
      this.settings = JSON.parse(localStorage.getItem(this.settingsKey)) || {};
    } catch (error) {
      if (!(error instanceof SyntaxError)) this.trouble = "refused";
    }
  },

  setting(name) {
    return this.settings[name];
  },

  set(name, value) {
    this.settings[name] = value;
    this.write(this.settingsKey, this.settings);
  },

  // The decisions of an earlier session, or none.
  decisions() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.decisionsKey) || "{}");
      if (kept && typeof kept === "object" && !Array.isArray(kept)) return kept;
      this.trouble = "damaged";
    } catch (error) {
      this.trouble = error instanceof SyntaxError ? "damaged" : "refused";
    }
    return {};
  },

  keep(decisions) {
    if (this.trouble === "damaged") this.trouble = ""; // the new decisions replace what could not be read
    this.write(this.decisionsKey, decisions);
  },

  drafts() {
    try {
      return JSON.parse(localStorage.getItem(this.draftsKey)) || {};
    } catch {
      return {}; // the decisions say what is wrong
    }
  },

  keepDrafts(drafts) {
    this.write(this.draftsKey, drafts);
  },

  write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch (error) {
      const before = this.trouble;
      this.trouble = error.name === "QuotaExceededError" ? "full" : "refused";
      if (!before) Messages.trouble();
    }
  },
};
