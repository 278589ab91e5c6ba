import type { Page } from '@playwright/test';

/** What a finger cannot reach on the page as it is scrolled now: controls beyond the screen, and those with something else on top of them. */
export function touchFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    const controls = Array.from(document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, [role="tab"]')).filter((control) => control.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !control.closest('.mx-sr'));
    const faults = controls.flatMap((control) => {
      const { left, right, top, bottom, width, height } = control.getBoundingClientRect();
      const name = `${control.tagName} "${(control.getAttribute('aria-label') ?? control.textContent ?? '').trim().slice(0, 40)}"`;
      const y = top + height / 2;
      if (y < 0 || y > innerHeight || bottom <= top) return [];
      return [0.15, 0.5, 0.85].flatMap((part) => {
        const x = left + width * part;
        if (hiddenByScroller(control, x, y)) return [];
        if (x < 0 || x > innerWidth) return [`${name} is beyond the screen: ${Math.round(left)} to ${Math.round(right)}`];
        const on = document.elementFromPoint(x, y);
        const own = !on || control.contains(on) || on.contains(control) || on.closest('label')?.control === control;
        return own ? [] : [`${name} is under ${on.tagName}.${on.getAttribute('class')}`];
      });
    });
    return [...(wide > 0 ? [`${wide} px too wide`] : []), ...new Set(faults)];

    function hiddenByScroller(control: Element, x: number, y: number): boolean {
      for (let part = control.parentElement; part; part = part.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(part);
        const box = part.getBoundingClientRect();
        if ((overflowX !== 'visible' || overflowY !== 'visible') && (x < box.left || x > box.right || y < box.top || y > box.bottom)) return part !== document.body;
      }
      return false;
    }
  });
}
