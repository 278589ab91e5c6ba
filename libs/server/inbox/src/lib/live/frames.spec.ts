import type { ChannelAccess } from '@mailtrixy/server/channels';
import type { OutboxRow } from '@mailtrixy/server/platform/realtime';
import type { DataSource } from 'typeorm';
import { Frames } from './frames';

describe('Frames', () => {
  it('reach the number of several changes only with the last of them, so that a socket that breaks in between asks for all again', async () => {
    const frames = new Frames({} as DataSource, {} as ChannelAccess);
    jest.spyOn(frames, 'load').mockResolvedValue({ conversations: new Map(), messages: new Map(), channels: new Map() });
    const row = (seq: number, entityId: string): OutboxRow => ({ seq, workspaceId: 'w', topic: 'message.received', channelId: 'c', conversationId: entityId, entityId, payload: null });
    const sent = await frames.of('w', [row(7, 'a'), row(8, 'b'), row(8, 'c'), row(8, 'd'), row(9, 'e')]);
    expect(sent.map(({ seq }) => seq)).toEqual(['7', '7', '7', '8', '9']);
  });
});
