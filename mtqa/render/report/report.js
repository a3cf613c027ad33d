// Niceties only: the page is complete without this script.
// n and p go to the next and the previous flagged segment.
"use strict";
(() => {
  const cards = [...document.querySelectorAll(".card")];
  if (!cards.length) return;
  document.querySelector(".keys").hidden = false;

  const current = () => {
    const focused = cards.indexOf(document.activeElement);
    if (focused >= 0) return focused;
    const edge = document.querySelector(".bar").offsetHeight + 16;
    return cards.findLastIndex((card) => card.getBoundingClientRect().top <= edge);
  };

  const go = (index) => {
    const card = cards[Math.max(0, Math.min(cards.length - 1, index))];
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") go(current() + 1);
    if (event.key === "p") go(current() - 1);
  });
})();
