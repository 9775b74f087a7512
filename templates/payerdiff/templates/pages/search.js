/* The log, searched by words. */
(() => {
  const words = document.getElementById("q"), table = document.getElementById("entries"), found = document.getElementById("found");
  if (!words || !table) return;
  const kind = document.getElementById("k"), rows = [...table.tBodies[0].rows].map((row) => ({row, text: row.textContent.toLowerCase()}));
  document.getElementById("seek").hidden = false;
  function show() {
    const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean), only = kind ? kind.value : "";
    let count = 0;
    for (const {row, text} of rows) {
      const on = asked.every((word) => text.includes(word)) && (!only || row.dataset.kind === only);
      row.hidden = !on;
      count += on ? 1 : 0;
    }
    found.textContent = asked.length || only ? `${count} of ${rows.length} ${found.dataset.noun}` : "";
  }
  words.addEventListener("input", show);
  if (kind) kind.addEventListener("change", show);
  addEventListener("beforeprint", () => { words.value = ""; if (kind) kind.value = ""; show(); });
})();
