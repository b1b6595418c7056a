/**
 * Keeps the best few of many: a binary heap with the worst of them on top.
 */
export class TopList {
  private readonly ids: Int32Array;
  private readonly scores: Float64Array;
  private size = 0;

  constructor(limit: number) {
    this.ids = new Int32Array(limit);
    this.scores = new Float64Array(limit);
  }

  /** Takes a number with its score, unless `limit` better ones are known. Equal scores: the lower id is better. */
  add(id: number, score: number): void {
    if (this.size < this.ids.length) {
      this.up(this.size, id, score);
      this.size += 1;
    } else if (this.size > 0 && worse(this.ids[0] ?? 0, this.scores[0] ?? 0, id, score)) {
      this.down(id, score);
    }
  }

  /** What a score has to be above, or to equal with a lower id, to be taken: -Infinity while there is room. */
  get least(): number {
    return this.size < this.ids.length ? -Infinity : (this.scores[0] ?? Infinity);
  }

  /** What was kept, best first. */
  sorted(): { readonly id: number; readonly score: number }[] {
    return Array.from(this.ids.subarray(0, this.size), (id, at) => ({
      id,
      score: this.scores[at] ?? 0,
    })).sort((a, b) => b.score - a.score || a.id - b.id);
  }

  private up(from: number, id: number, score: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!worse(id, score, this.ids[parent] ?? 0, this.scores[parent] ?? 0)) break;
      this.put(at, this.ids[parent] ?? 0, this.scores[parent] ?? 0);
      at = parent;
    }
    this.put(at, id, score);
  }

  private down(id: number, score: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      if (
        child + 1 < this.size &&
        worse(
          this.ids[child + 1] ?? 0,
          this.scores[child + 1] ?? 0,
          this.ids[child] ?? 0,
          this.scores[child] ?? 0,
        )
      )
        child += 1;
      if (!worse(this.ids[child] ?? 0, this.scores[child] ?? 0, id, score)) break;
      this.put(at, this.ids[child] ?? 0, this.scores[child] ?? 0);
      at = child;
    }
    this.put(at, id, score);
  }

  private put(at: number, id: number, score: number): void {
    this.ids[at] = id;
    this.scores[at] = score;
  }
}

function worse(id: number, score: number, otherId: number, otherScore: number): boolean {
  return score < otherScore || (score === otherScore && id > otherId);
}
