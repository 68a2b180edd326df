// The sandbox agency's page: print at once, copy the number. Without it both are done by hand.
"use strict";

document.querySelector("[data-print]")?.addEventListener("click", (event) => {
  event.preventDefault();
  window.print();
});

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
  });
}
