/** Runs a batch again while there is more. A wake-up that comes meanwhile makes it look once more. */
export class WorkLoop {
  private running: Promise<void> | null = null;
  private again = false;

  /** @param batch does some work and says whether there may be more */
  constructor(private readonly batch: () => Promise<boolean>) {}

  wake(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.drain().finally(() => (this.running = null));
    return this.running;
  }

  private async drain(): Promise<void> {
    do {
      this.again = false;
      if (await this.batch()) this.again = true;
    } while (this.again);
  }
}
