import { startMetricsServer, type MetricsListener } from '../../src/metrics/metrics-server';
import { closeRawHttp, rawHttp } from '../helpers/raw-http';

describe('startMetricsServer', () => {
  let listener: MetricsListener;
  afterEach(async () => {
    closeRawHttp();
    await listener.close();
  });

  it('answers only a few of many pipelined scrapes', async () => {
    const scrape = jest.fn(() => Promise.resolve('x 1\n'));
    listener = await startMetricsServer({ port: 0 }, { contentType: 'text/plain', scrape });
    const request = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const { closed } = await rawHttp(listener.address.port, request.repeat(1000));
    await closed;
    expect(scrape.mock.calls.length).toBeLessThanOrEqual(8);
  });
});
