/** Copies text; also on plain http, where navigator.clipboard does not exist. */
export async function copyText(text: string, document: Document = globalThis.document): Promise<boolean> {
  try {
    const clipboard = document.defaultView?.navigator.clipboard;
    if (clipboard) {
      await clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused by the browser: the old way below may still work.
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('aria-hidden', 'true');
  area.className = 'mx-sr';
  // Inside an open dialog the focus trap would steal the selection from an element outside it.
  (document.activeElement?.closest('[aria-modal="true"]') ?? document.body).append(area);
  const before = document.activeElement;
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
