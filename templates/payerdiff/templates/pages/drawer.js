/* A link to a passage opens it beside the text: the payer's words in their place, and the page as it looks. Esc closes and gives focus back. */
(() => {
  const list = document.querySelector(".ev");
  if (!list || typeof HTMLDialogElement === "undefined") return;
  const drawer = document.createElement("dialog"), head = document.createElement("p"), shut = document.createElement("button"), body = document.createElement("div"), more = document.createElement("a");
  drawer.id = "drawer"; drawer.className = "screen"; drawer.setAttribute("aria-label", "Evidence"); body.setAttribute("aria-live", "polite");
  shut.type = "button"; shut.textContent = "Close"; more.textContent = "show in evidence list"; head.append(shut, " ", more);
  drawer.append(head, body); document.body.append(drawer);
  let from = null;
  function close() { if (drawer.open) { drawer.close(); if (from && from.isConnected) from.focus({preventScroll: true}); } }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.c");
    if (!link || drawer.contains(link) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const place = document.getElementById(link.getAttribute("href").slice(1));
    if (!place || !list.contains(place)) return;
    event.preventDefault();
    const copy = document.createElement("div");
    copy.append(...[...place.cloneNode(true).childNodes]);
    copy.querySelectorAll("details").forEach((node) => { node.open = true; });
    copy.querySelectorAll("img").forEach((node) => { node.loading = "eager"; });
    body.replaceChildren(copy);
    more.href = link.getAttribute("href");
    from = link;
    if (!drawer.open) drawer.show();
    shut.focus({preventScroll: true});
  });
  shut.addEventListener("click", close);
  more.addEventListener("click", () => drawer.close());
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && drawer.open) { event.preventDefault(); close(); } });
})();
