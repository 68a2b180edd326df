// 「コピー」: the text of `data-copy` goes to the clipboard. Without scripts the button stays hidden.
"use strict";
for (const button of document.querySelectorAll("button[data-copy][hidden]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  const label = button.innerHTML;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "コピーしました";
    } catch {
      button.textContent = "コピーできません";
    }
    setTimeout(() => { button.innerHTML = label; }, 3000);
  });
}
