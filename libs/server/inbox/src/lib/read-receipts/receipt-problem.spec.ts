import { receiptProblem } from './receipt-problem';

const unsupported = "Unsupported post request. Object with ID '15550104477' does not exist, cannot be loaded due to missing permissions, or does not support this operation.";

describe('receiptProblem', () => {
  it("explains Meta's unsupported post request with SEED's words", () => {
    const words = receiptProblem('failed', 100, unsupported) ?? '';
    expect(words).toContain('the Access Token stored for this channel is for a different App or has been revoked');
    expect(words).toContain('fresh permanent System User token');
    expect(words).toContain(unsupported);
  });

  it('has words for every failure and none without one', () => {
    expect(receiptProblem('failed', 190, 'Session has expired')).toContain('expired');
    expect(receiptProblem('failed', null, null)).toMatch(/\S/);
    expect(receiptProblem('done', null, null)).toBeNull();
    expect(receiptProblem('pending', 190, 'x')).toBeNull();
    expect(receiptProblem(null, null, null)).toBeNull();
  });
});
