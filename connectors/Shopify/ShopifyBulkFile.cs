using System.Runtime.CompilerServices;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;

namespace Sync.Connectors.Shopify;

/// <summary>A line of a bulk operation's file, good until the next one is read.</summary>
/// <param name="Start">Where it begins in the file, in bytes.</param>
/// <param name="End">Where the next one begins.</param>
/// <param name="Json">The line.</param>
internal readonly record struct BulkLine(long Start, long End, ReadOnlyMemory<byte> Json);

/// <summary>
/// Reads the file of a bulk operation as it comes in, and never holds more than a line of it. A download that breaks off is
/// begun again; what was read is skipped by its length. The address is signed and needs no token, and gets none.
/// </summary>
internal sealed class BulkFile(ConnectionContext connection, BulkRow operation)
{
    private const int MostTries = 5;

    private static readonly StatusMap Statuses = new("Shopify");

    /// <summary>How many bytes the file has, as Shopify says; null where it does not.</summary>
    private readonly decimal? size = operation.FileSize.Value;

    /// <summary>The lines from a place on.</summary>
    /// <exception cref="BulkUnusableException">The file is gone, is not all there, or cannot be reached.</exception>
    public async IAsyncEnumerable<BulkLine> LinesAsync(long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var address = Address();
        for (var tries = 1; ; tries++)
        {
            var begin = from;
            using var lines = new BulkLines(await OpenAsync(address, cancellation).ConfigureAwait(false), from);
            BulkLine? line;
            while ((line = await lines.NextAsync(cancellation).ConfigureAwait(false)) is { } found)
            {
                from = found.End;
                yield return found;
            }

            if (!lines.Broken && !(from < size)) yield break;
            if (from > begin) tries = 1;
            if (tries == MostTries) throw new BulkUnusableException("its file ends too early each time");
            await Task.Delay(TimeSpan.FromSeconds(1 << tries), connection.Time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<OpenAnswer> OpenAsync(Uri address, CancellationToken cancellation)
    {
        try
        {
            return await connection.Http.OpenAsync(() => new HttpRequestMessage(HttpMethod.Get, address), Statuses, cancellation).ConfigureAwait(false);
        }
        catch (ConnectorException e)
        {
            // The host is another than the shop's: that it is away, or closed to us, says nothing of the shop.
            throw new BulkUnusableException("its file cannot be downloaded", e);
        }
    }

    // Plain http is for a stand-in of the shop that the settings name, and goes to that host only.
    private Uri Address()
    {
        if (Uri.TryCreate(operation.Url, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps
                || Uri.TryCreate(connection.Settings.Text(Settings.BaseUrl), UriKind.Absolute, out var own) && own.Authority == address.Authority && own.Scheme == address.Scheme))
            return address;
        throw new BulkUnusableException("its file is at no https address");
    }
}

/// <summary>Parts what comes in into lines.</summary>
internal sealed class BulkLines(OpenAnswer answer, long skip) : IDisposable
{
    // A record has some kilobytes; its own come on lines of their own.
    private const int LongestLine = 8 << 20;

    private byte[] buffer = new byte[64 << 10];
    private long at = skip;
    private long toSkip = skip;
    private int start;
    private int end;
    private int searched;

    /// <summary>It ended before the end.</summary>
    public bool Broken { get; private set; }

    /// <summary>The next line; null where it ends, or breaks off.</summary>
    public async ValueTask<BulkLine?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var length = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (length >= 0) return Take(searched + length, searched + length + 1);
            searched = end;
            if (await FillAsync(cancellation).ConfigureAwait(false)) continue;
            if (Broken || start == end) return null;
            // The last line may lack its end; half a line is none.
            Broken = !IsWhole(buffer.AsSpan(start, end - start));
            return Broken ? null : Take(end, end);
        }
    }

    public void Dispose() => answer.Dispose();

    private BulkLine Take(int lineEnd, int next)
    {
        var line = new BulkLine(at, at + (next - start), buffer.AsMemory(start, lineEnd - start));
        (at, start, searched) = (line.End, next, next);
        return line;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        MakeRoom();
        try
        {
            var read = await answer.ReadAsync(buffer.AsMemory(end), cancellation).ConfigureAwait(false);
            var skipped = (int)Math.Min(read, toSkip);
            toSkip -= skipped;
            if (skipped > 0) buffer.AsSpan(end + skipped, read - skipped).CopyTo(buffer.AsSpan(end));
            end += read - skipped;
            Broken = read == 0 && toSkip > 0;
            return read > 0;
        }
        catch (RetryLaterException)
        {
            Broken = true;
            return false;
        }
    }

    private void MakeRoom()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end, searched) = (0, end - start, searched - start);
        }

        if (end < buffer.Length) return;
        if (buffer.Length >= LongestLine) throw new BulkUnusableException("a line of its file is longer than any record");
        Array.Resize(ref buffer, buffer.Length * 2);
    }

    private static bool IsWhole(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
