/* Tables searched by words, and by kind where their bar has a choice of kinds. */
document.querySelectorAll("input[data-seek]").forEach((words) => {
  const table = document.getElementById(words.dataset.seek), bar = words.closest(".bar");
  if (!table) return;
  const kind = bar.querySelector("select"), found = bar.querySelector("[role=status]");
  const rows = [...table.tBodies[0].rows].map((row) => ({row, text: row.textContent.toLowerCase()}));
  bar.hidden = false;
  function show() {
    const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean), only = kind ? kind.value : "";
    let count = 0;
    for (const {row, text} of rows) {
      row.hidden = !(asked.every((word) => text.includes(word)) && (!only || row.dataset.kind === only));
      count += row.hidden ? 0 : 1;
    }
    const fold = table.closest("details");
    if (fold && (asked.length || only)) fold.open = true;
    found.textContent = asked.length || only ? `${count} of ${rows.length} ${found.dataset.noun}` : "";
  }
  words.addEventListener("input", show);
  if (kind) kind.addEventListener("change", show);
  addEventListener("beforeprint", () => { words.value = ""; if (kind) kind.value = ""; show(); });
});
