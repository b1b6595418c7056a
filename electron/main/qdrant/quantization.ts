/**
 * How a server keeps vectors in memory, and how a search makes up for it: the best by quantised vectors are compared
 * again by the full ones.
 */
import type { Schemas } from '@qdrant/js-client-rest';
import type { QdrantSettings } from '../../shared/contract/settings.ts';

type Quantization = QdrantSettings['quantization'];

/**
 * How many times as many as are asked for are found by quantised vectors. Bits tell less than bytes do; what each finds
 * is in docs/scaling.md.
 */
const OVERSAMPLING: Readonly<Record<Quantization, number>> = { int8: 2, binary: 4, none: 1 };

/** What a collection is made with. */
export function quantizedAs(kind: Quantization): Pick<Schemas['CreateCollection'], 'quantization_config'> {
  switch (kind) {
    case 'int8':
      return { quantization_config: { scalar: { type: 'int8', quantile: 0.99, always_ram: true } } };
    case 'binary':
      // A query is no bit a dimension, which would lose half of what it says; a byte costs no memory.
      return { quantization_config: { binary: { always_ram: true, query_encoding: 'scalar8bits' } } };
    case 'none':
      return {};
  }
}

/** What a search asks of it. */
export function rescored(kind: Quantization): Schemas['SearchParams'] {
  return kind === 'none' ? {} : { quantization: { rescore: true, oversampling: OVERSAMPLING[kind] } };
}
