// The seconds in which a decision can be taken back, counted down; without this file they stand.
for (const place of document.querySelectorAll("[data-seconds]")) {
  const end = Date.now() + Number(place.dataset.seconds) * 1000;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left <= 0) {
      place.parentElement.textContent = place.dataset.over;
      return;
    }
    place.textContent = place.dataset.left
      .replace("{m}", String(Math.floor(left / 60)))
      .replace("{s}", String(left % 60));
    setTimeout(tick, 1000);
  };
  tick();
}
// A link to the history opens it.
const past = document.querySelector("#history > details");
if (past && location.hash === "#history") past.open = true;
