using System.IO.Compression;

namespace Sync.Connectors.Files.Reading;

/// <summary>
/// The text inside a gzipped file; damage to it is told as a wrong file. The unzipper takes a file that was cut short for
/// one that ends, so a small mark is zipped onto the end of every file: what is whole ends with the mark.
/// </summary>
internal sealed class Unzipped : ReadOnlyStream
{
    private static readonly byte[] Mark = "\0end\0of\0file\0"u8.ToArray();

    private readonly GZipStream inner;
    private readonly byte[] held = new byte[Mark.Length];
    private int heldLength;

    private Unzipped(Stream file) => inner = new GZipStream(new JoinedStream(file, new MemoryStream(ZippedMark())), CompressionMode.Decompress);

    public static Unzipped Open(Stream file) => new(file);

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var read = ReadInner(buffer);
            if (read == 0) return AtEnd();
            var passed = HoldBack(buffer, read);
            if (passed > 0) return passed;
        }

        return 0;
    }

    private int ReadInner(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (InvalidDataException damaged)
        {
            throw Damaged(damaged);
        }
    }

    private int AtEnd() => held.AsSpan(0, heldLength).SequenceEqual(Mark) ? 0 : throw Damaged(null);

    /// <summary>Keeps the last bytes back until more come: they may be the mark.</summary>
    private int HoldBack(Span<byte> buffer, int read)
    {
        Span<byte> joined = stackalloc byte[2 * Mark.Length];
        var fresh = buffer[..read];
        var keepOfFresh = Math.Min(read, Mark.Length);
        held.AsSpan(0, heldLength).CopyTo(joined);
        fresh[^keepOfFresh..].CopyTo(joined[heldLength..]);
        var length = heldLength + keepOfFresh;
        var passed = heldLength + read - Math.Min(length, Mark.Length);
        var fromHeld = Math.Min(heldLength, passed);

        // What was held goes first, then the fresh bytes follow it.
        fresh[..(passed - fromHeld)].CopyTo(buffer[fromHeld..]);
        held.AsSpan(0, fromHeld).CopyTo(buffer);
        heldLength = Math.Min(length, Mark.Length);
        joined[(length - heldLength)..length].CopyTo(held);
        return passed;
    }

    private static byte[] ZippedMark()
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Mark);
        return to.ToArray();
    }

    private static ConnectorKit.FixSettingsException Damaged(Exception? inner) =>
        WrongFile.File("The gzipped file is damaged or was cut short. Copy or export it again.", inner);

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
