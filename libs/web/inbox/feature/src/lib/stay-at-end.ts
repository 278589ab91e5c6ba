/**
 * Keeps a pane that is read at its end there while its height changes: a band, a draft or a growing field takes height
 * away, and the newest message would lie below it. Whoever reads elsewhere is not moved. Asks the page itself and not the
 * virtual list, which learns of heights a frame later and in any order.
 *
 * @param withinPx  so near counts as the end
 * @returns what ends it
 */
export function stayAtEnd(pane: HTMLElement, withinPx: number): () => void {
  const isAtEnd = () => pane.scrollHeight - pane.clientHeight - pane.scrollTop <= withinPx;
  let height = pane.clientHeight;
  let atEnd = isAtEnd();
  const scrolled = () => {
    // Scrolled in the frame of the change, before it was told: the place belongs to the old height.
    if (pane.clientHeight === height) atEnd = isAtEnd();
  };
  const sizes = new ResizeObserver(() => {
    if (pane.clientHeight === height) return;
    height = pane.clientHeight;
    if (atEnd) pane.scrollTop = pane.scrollHeight;
  });
  pane.addEventListener('scroll', scrolled, { passive: true });
  sizes.observe(pane);
  return () => {
    pane.removeEventListener('scroll', scrolled);
    sizes.disconnect();
  };
}
