using Polly;

namespace Sync.ConnectorKit.Http;

/// <summary>Answers that are too large to hold.</summary>
public sealed partial class PosHttp
{
    /// <summary>
    /// Sends a request and opens its answer without reading it. Until the answer begins it is tried again as any other; what
    /// fails later is the reader's to take up.
    /// </summary>
    /// <param name="request">Makes the request; called once for each try.</param>
    /// <param name="map">What the statuses mean.</param>
    /// <param name="cancellation">Gives up at once.</param>
    /// <exception cref="ConnectorException">What the table says of the status; <see cref="RetryLaterException"/> after the last try.</exception>
    public async Task<OpenAnswer> OpenAsync(Func<HttpRequestMessage> request, StatusMap map, CancellationToken cancellation)
    {
        using var asked = waited.Begin();
        try
        {
            return await pipeline.ExecuteAsync(
                static (s, token) => new ValueTask<OpenAnswer>(s.http.TryOpenAsync(s.request, s.map, token)),
                (http: this, request, map),
                cancellation).ConfigureAwait(false);
        }
        catch (TryAgainException last)
        {
            if (last.Throttled) Meter.CountThrottle(TimeSpan.Zero);
            throw map.GaveUp(last, WhatNext, options.Attended);
        }
    }

    // The slot is given back once the answer begins: a reader that asks for more while it reads must not wait for itself.
    private async Task<OpenAnswer> TryOpenAsync(Func<HttpRequestMessage> request, StatusMap map, CancellationToken cancellation)
    {
        using var message = Sendable(request());
        var most = TimeSpan.Zero;
        await waited.OwnAsync(inFlight.WaitAsync(cancellation)).ConfigureAwait(false);
        try
        {
            await waited.OwnAsync(pace.WaitAsync(cancellation).AsTask()).ConfigureAwait(false);
            most = DeadlineOf(Name(message), map, once: false);
            Meter.CountRequest();
            using var deadline = new CancellationTokenSource(most, options.DeadlineClock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
            return await BeginAsync(message, map, either.Token).ConfigureAwait(false);
        }
        catch (RefusedAddressException e)
        {
            throw e.ForOwner();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TryAgainException($"{Name(message)} failed on the way: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw TookTooLong(Name(message), most, e);
        }
        finally
        {
            inFlight.Release();
        }
    }

    private async Task<OpenAnswer> BeginAsync(HttpRequestMessage message, StatusMap map, CancellationToken cancellation)
    {
        var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        try
        {
            if (response.IsSuccessStatusCode)
                return new OpenAnswer(response, await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), map.Pos, options);

            var answer = new StatusAnswer((int)response.StatusCode, Name(message), null);
            if (!map.Transient(answer.Status)) throw map.ErrorFor(answer);
            throw new TryAgainException(answer.Line) { Throttled = answer.Status == 429, Status = answer.Status, Asked = RetryAfter.Of(response, map, time) };
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
