import { describe, expect, it } from 'vitest';
import { event, glanceOf } from './event.fixture.js';
import { Visitors } from './visitors.js';

const virtual = glanceOf({ id: 1, kind: 'virtual' });

describe('who is on the stage', () => {
  it('is every virtual client, and the real ones that are there or have left a Session', () => {
    const stays = glanceOf({ id: 3, kind: 'real', state: 'offline', session: true });
    const gone = glanceOf({ id: 4, kind: 'real', state: 'offline', session: false });
    expect(new Visitors().onStage([virtual, stays, gone], [])).toEqual([virtual, stays]);
  });

  it('is also whoever has gone, while their packets are shown', () => {
    const visitors = new Visitors();
    visitors.see(glanceOf({ id: 3, kind: 'real', clientId: 'cocina' }));
    expect(visitors.onStage([virtual], [3])[1]).toMatchObject({ id: 3, clientId: 'cocina', state: 'offline' });
    expect(visitors.onStage([virtual], [])).toEqual([virtual]);
  });

  it('is also whoever came and went between two looks, by the Client Identifier that the trace tells', () => {
    const visitors = new Visitors();
    visitors.hear([
      event({ id: 9, actor: 3, kind: 'connection_opened' }),
      event({ id: 10, actor: 3, kind: 'session_created', text: 'cocina' }),
    ]);
    expect(visitors.haveStrangers()).toBe(true);
    for (const client of visitors.meet([{ id: 3, name: '127.0.0.1:5000', kind: 'real' }])) visitors.see(client);
    expect(visitors.haveStrangers()).toBe(false);
    expect(visitors.onStage([virtual], [3])[1]).toMatchObject({ name: '127.0.0.1:5000', clientId: 'cocina' });
  });

  it('gets its name from the trace also when it was seen before it had one', () => {
    const visitors = new Visitors();
    visitors.see(glanceOf({ id: 3, kind: 'real', clientId: '' }));
    const named = visitors.hear([event({ id: 10, actor: 3, kind: 'session_created', text: 'cocina' })]);
    expect(named).toMatchObject([{ id: 3, clientId: 'cocina' }]);
    for (const client of named) visitors.see(client);
    expect(visitors.see(glanceOf({ id: 3, kind: 'real', clientId: '' })).clientId).toBe('cocina');
  });

  it('remembers only so many', () => {
    const visitors = new Visitors();
    for (let id = 1; id <= 1000; ++id) visitors.see(glanceOf({ id, kind: 'real' }));
    expect(visitors.known.size).toBe(200);
    expect(visitors.known.has(1000)).toBe(true);
  });
});
