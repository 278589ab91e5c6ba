/** The same direction with length 1, so that a dot product is the cosine. A vector of zeros stays one. */
export function normalised(vector: ArrayLike<number>): Float32Array {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i] * vector[i];
  const length = Math.sqrt(sum);
  return Float32Array.from(vector, (value) => (length > 0 ? value / length : 0));
}
