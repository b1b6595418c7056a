/**
 * Voyage's contract as its public documentation shows it. Shapes are as there; long vectors are cut short.
 */

/** https://docs.voyageai.com/reference/embeddings-api, the answer to two texts; the vectors are longer there. */
export const documentedAnswer = {
  object: 'list',
  data: [
    { object: 'embedding', embedding: [0.0038915484, 0.010964915, -0.035594109, 0.011034692], index: 0 },
    { object: 'embedding', embedding: [-0.01539533, -0.0011246679, 0.021264801, -0.046319865], index: 1 },
  ],
  model: 'voyage-3-large',
  usage: { total_tokens: 10 },
} as const;

/** https://docs.voyageai.com/docs/error-codes: an error is an object with a `detail`. */
export const documentedErrors = [
  { status: 400, means: 'Invalid Request' },
  { status: 401, means: 'Unauthorized' },
  { status: 403, means: 'Forbidden' },
  { status: 429, means: 'Rate Limit Exceeded' },
  { status: 500, means: 'Server Error' },
  { status: 502, means: 'Service Unavailable' },
  { status: 503, means: 'Service Unavailable' },
  { status: 504, means: 'Service Unavailable' },
] as const;

/** https://docs.voyageai.com/docs/tokenization: these two texts have 32 tokens together. */
export const documentedTokens = {
  texts: [
    'The Mediterranean diet emphasizes fish, olive oil, and vegetables, believed to reduce chronic diseases.',
    'Photosynthesis in plants converts light energy into glucose and produces essential oxygen.',
  ],
  tokens: 32,
} as const;

/** https://docs.voyageai.com/reference/embeddings-api: what one call may hold. */
export const documentedLimits = {
  texts: 1_000,
  tokens: {
    'voyage-4-lite': 1_000_000,
    'voyage-3.5-lite': 1_000_000,
    'voyage-4': 320_000,
    'voyage-3.5': 320_000,
    'voyage-4-large': 120_000,
    'voyage-3-large': 120_000,
    'voyage-code-3': 120_000,
    'voyage-finance-2': 120_000,
    'voyage-law-2': 120_000,
  },
} as const;
