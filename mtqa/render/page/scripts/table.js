// Tables that can be searched, and sorted by a click on a heading.

const Table = {
  open(table) {
    table.querySelectorAll("thead th").forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => this.sort(table, column, heading));
    });
  },

  // Ascending at the first click, descending at the second; equal rows keep their order.
  sort(table, column, heading) {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const one of table.querySelectorAll("thead th")) one.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const value = (row) => {
      const cell = row.cells[column];
      const text = cell.dataset.sort ?? cell.textContent.trim();
      return heading.classList.contains("number") || cell.dataset.sort ? Number.parseFloat(text) || 0 : text;
    };
    const rows = [...body.rows].map((row) => [value(row), row]);
    const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, undefined, { numeric: true }));
    rows.sort(([a], [b]) => (down ? compare(b, a) : compare(a, b)));
    body.append(...rows.map(([, row]) => row));
  },

  find(table, text) {
    for (const row of table.tBodies[0].rows) row.hidden = !row.cells[0].textContent.toLowerCase().includes(text.toLowerCase());
  },
};
