/**
 * A library at the edges: huge, with long paths and titles, other scripts and emoji.
 */
import {
  aConversation,
  aMessage,
  aSource,
  importingSnapshot,
  type DoubleState,
} from '../../doubles/client-state.ts';

/** 100,000 files, a conversation of 5,000 messages, long paths and titles, other scripts, emoji. */
export function huge(state: DoubleState): DoubleState {
  const long = aConversation('claude-code:long', {
    title: 'A title that never ends, because somebody pasted a whole stack trace into it '.repeat(6),
    project: `/home/mara/${'a-very-deep-folder/'.repeat(12)}project`,
    messages: 5_000,
    updatedAt: Date.now() - 60_000,
  });
  const arabic = aConversation('chatgpt:arabic', {
    title: 'كيف أصلح خطأ الاتصال بقاعدة البيانات؟ 🐘🔧',
    source: 'chatgpt',
    project: '/home/mara/مشروع/الواجهة',
    updatedAt: Date.now() - 120_000,
  });
  const messages = Array.from({ length: 5_000 }, (_, position) =>
    aMessage(position, messageText(position), {
      parts:
        position % 9 === 4
          ? [
              { kind: 'text', text: messageText(position) },
              { kind: 'tool-call', text: `Bash {"command":"npm test -- --grep ${position}"}` },
              { kind: 'tool-result', text: 'ok\n'.repeat(40) },
            ]
          : [{ kind: 'text', text: messageText(position) }],
    }),
  );
  const arabicMessages = [
    aMessage(0, 'لا يستطيع الخادم الاتصال بقاعدة البيانات بعد التحديث 🐘. ما السبب؟'),
    aMessage(1, 'تحقق من المتغير `DATABASE_URL` أولاً:\n\n```sh\npsql "$DATABASE_URL" -c "select 1"\n```'),
  ];
  return {
    ...state,
    snapshot: importingSnapshot({
      files: { total: 100_000, done: 61_204, pending: 38_779, failed: 17 },
      library: { conversations: 58_311, messages: 4_120_883, chunks: 1_204_113, skippedLines: 12_004 },
      etaSeconds: 41_000,
      sync: { phase: 'reading', path: `/home/mara/${'a-very-deep-folder/'.repeat(14)}11aef204-0ae4.jsonl` },
    }),
    conversations: [long, arabic, ...state.conversations],
    messages: new Map([...state.messages, [long.id, messages], [arabic.id, arabicMessages]]),
    sources: [
      aSource(9, `/home/mara/${'a-very-deep-folder/'.repeat(14)}مشروع 🐘`),
      ...Array.from({ length: 60 }, (_, index) => aSource(20 + index, `/srv/histories/machine-${index}`)),
    ],
    failures: Array.from({ length: 1_000 }, (_, index) => ({
      kind: 'file' as const,
      path: `/home/mara/${'deep/'.repeat(30)}${index}.jsonl`,
      attempts: 1,
      failure: { code: 'file-not-permitted' as const, message: 'You are not allowed to read this file.' },
    })),
  };
}

function messageText(position: number): string {
  const sentence = `Message ${position}: the build is green again after the ${position % 2 ? 'cache' : 'lockfile'} was cleared. `;
  if (position % 13 === 5)
    return `${sentence}\n\n\`\`\`ts\nconst answer = ${position};\nexport { answer };\n\`\`\``;
  return sentence.repeat((position % 5) + 1);
}
