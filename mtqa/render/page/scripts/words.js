// The page's own words in both languages. The page can be read without any of these scripts: they are for decisions.
"use strict";

const DATA = JSON.parse(document.getElementById("data").textContent);

const Words = {
  language: document.documentElement.lang === "en" ? "en" : "zh",
  drawn: document.documentElement.lang === "en" ? "en" : "zh",
  copies: [], // of templates, which change their language also while they are not in the page

  // The same small syntax as in mtqa/patterns.py: {n} is an argument, {n?finding:findings} depends on it.
  text(key, values = {}) {
    const known = DATA.words[key];
    if (!known) return key.slice(key.indexOf(".") + 1);
    return known[this.language].replace(/\{([^{}?:]+)(?:\?([^:{}]*):([^{}]*))?\}/g, (_, name, one, many) => {
      const value = values[name];
      if (one !== undefined) return value === 1 ? one : many;
      if (name === "score" && typeof value === "number") return value.toFixed(1);
      return Number.isInteger(value) && !["line", "column", "offset", "page"].includes(name) ? value.toLocaleString("en-US") : String(value);
    });
  },

  // Writes everything below `root` in the current language: elements by data-t, attributes by data-t-NAME.
  translate(root) {
    const values = (element, name) => JSON.parse(element.getAttribute(`data-${name}-with`) || "{}");
    for (const element of root.querySelectorAll("[data-t]")) {
      element.textContent = this.text(element.dataset.t, values(element, "t"));
    }
    for (const name of ["aria-label", "placeholder", "title"]) {
      for (const element of root.querySelectorAll(`[data-t-${name}]`)) {
        element.setAttribute(name, this.text(element.getAttribute(`data-t-${name}`), values(element, `t-${name}`)));
      }
    }
    for (const link of root.querySelectorAll("mark > a[title]")) link.removeAttribute("title"); // Hover makes it anew
    return root;
  },

  // The same for what is added later, in the language in which the page was drawn.
  translateNew(root) {
    if (this.language !== this.drawn) this.translate(root);
  },

  change(language) {
    if (language === this.language) return;
    this.language = language;
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    document.getElementById("language").lang = language === "zh" ? "en" : "zh-Hans";
    this.translate(document);
    for (const part of this.copies) if (!part.isConnected) this.translate(part);
  },

  // The language of the interface: the reader's last choice, else the report's, else the browser's.
  choose() {
    const set = document.documentElement.dataset.interface;
    const browser = (navigator.language || "").toLowerCase().startsWith("zh") ? "zh" : "en";
    this.change(Kept.setting("language") || (set === "auto" ? browser : set));
  },

  // A copy of a template of the page, in the current language: one that is put into the page and stays there, and one that
  // is kept, also while it is not in the page.
  made(id) {
    const fragment = document.getElementById(id).content.cloneNode(true);
    this.translateNew(fragment);
    return fragment.firstElementChild;
  },

  copy(id) {
    const copy = this.made(id);
    this.copies.push(copy);
    return copy;
  },

  // An element with a text that can change its language.
  element(name, key, values = {}) {
    const element = document.createElement(name);
    element.dataset.t = key;
    element.dataset.tWith = JSON.stringify(values);
    element.textContent = this.text(key, values);
    return element;
  },

  // Text with the names of invisible characters in their place, as the page's own text has them.
  visible(text) {
    const name = (character) => {
      const code = character.codePointAt(0);
      if (/[\t\n\u200c\u200d]/.test(character)) return character;
      return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
    };
    return text.replace(/\r\n?/g, "\n").replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu, name);
  },
};
