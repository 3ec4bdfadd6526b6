namespace Sync.Connectors.Files.Reading;

/// <summary>
/// Reads a stream a block ahead of whoever reads this one, on another thread: to unzip and check a text takes as long as to take
/// its rows apart. Who reads once, as for a look at the headers, has nothing read ahead.
/// </summary>
internal sealed class ReadAheadStream(Stream inner) : ReadOnlyStream
{
    private const int BlockSize = 1 << 16;

    private byte[] block = [];
    private byte[] ahead = [];
    private int position;
    private int length;
    private bool begun;
    private Task<int>? reading;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        if (!begun)
        {
            begun = true;
            return inner.Read(buffer);
        }

        if (position == length && !Advance()) return 0;
        var taken = Math.Min(buffer.Length, length - position);
        block.AsSpan(position, taken).CopyTo(buffer);
        position += taken;
        return taken;
    }

    /// <summary>Goes to the block that was read ahead, and has the one after it read.</summary>
    private bool Advance()
    {
        reading ??= FillAsync(ahead = new byte[BlockSize]);
        length = reading.GetAwaiter().GetResult(); // runs it here where no thread has come to it yet
        position = 0;
        if (length == 0) return false;
        var spent = block.Length > 0 ? block : new byte[BlockSize];
        block = ahead;
        reading = FillAsync(ahead = spent);
        return true;
    }

    private Task<int> FillAsync(byte[] into) => Task.Run(() => inner.ReadAtLeast(into, BlockSize, throwOnEndOfStream: false));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (reading is not null) Task.WhenAny(reading).Wait(); // nobody reads on in a closed stream
            _ = reading?.Exception; // how it would have gone on nobody wants to know
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
