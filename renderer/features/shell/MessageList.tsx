import { useStore } from 'zustand';
import { IconButton } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useApp } from '../../state/app.tsx';

/** The short messages at the window's edge. A screen reader reads each once, when it comes. */
export function MessageList() {
  const { messages } = useApp();
  const shown = useStore(messages.store, (state) => state.shown);
  return (
    <div className="messages" role="status" aria-live="polite">
      {shown.map((message) => (
        <div key={message.id} className={`message-box message-${message.tone}`}>
          {message.tone === 'progress' ? (
            <span className="spinner" />
          ) : (
            <Icon name={message.tone === 'error' ? 'alert' : 'check'} />
          )}
          <div className="message-text">
            <div>{message.title}</div>
            {message.details.length > 0 && (
              <ul>
                {message.details.map((detail) => (
                  <li key={detail}>{detail}</li>
                ))}
              </ul>
            )}
          </div>
          <IconButton icon="close" label="Close" onClick={() => messages.close(message.id)} />
        </div>
      ))}
    </div>
  );
}
