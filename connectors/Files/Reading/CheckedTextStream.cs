using System.Text;
using System.Text.Unicode;

namespace Sync.Connectors.Files.Reading;

/// <summary>
/// Lets UTF-8 through and stops at anything else: a file in another encoding would turn names into rubbish without a word.
/// Also stops at NUL, which no text holds, and at a length that no till writes.
/// </summary>
internal sealed class CheckedTextStream(Stream inner) : ReadOnlyStream
{
    /// <summary>Longest text in bytes: beyond, a small gzip could keep us busy for hours.</summary>
    public const long Longest = 4L << 30;

    private readonly byte[] tail = new byte[4];
    private int tailLength;
    private long length;
    private long lines = 1;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        var read = ReadInner(buffer);
        if (read == 0)
        {
            if (tailLength > 0) throw NotUtf8();
            return 0;
        }

        Check(buffer[..read]);
        length += read;
        if (length > Longest) throw WrongFile.File($"The file holds more than {Longest >> 30} GiB of text. Split it.");
        return read;
    }

    private int ReadInner(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (Exception wrong) when (wrong is DecoderFallbackException or EncoderFallbackException)
        {
            throw WrongFile.File($"The file is not valid UTF-16 near line {lines}. Export it again as UTF-8.", wrong);
        }
        catch (IOException wrong)
        {
            throw WrongFile.File($"The file cannot be read to its end: {wrong.Message}", wrong);
        }
    }

    private void Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0))
            throw WrongFile.File($"The file holds NUL bytes (near line {lines + bytes[..bytes.IndexOf((byte)0)].Count((byte)'\n')}), so it is no CSV file, or one in UTF-16 without a mark. Export it again as UTF-8.");
        var rest = CompleteTail(bytes);
        var whole = rest.Length - CutSequence(rest);
        if (!Utf8.IsValid(rest[..whole])) throw NotUtf8(rest[..whole]);
        if (whole < rest.Length) rest[whole..].CopyTo(tail.AsSpan(tailLength));
        tailLength += rest.Length - whole;
        lines += bytes.Count((byte)'\n');
    }

    /// <summary>Ends the character that the last block broke off in.</summary>
    private ReadOnlySpan<byte> CompleteTail(ReadOnlySpan<byte> bytes)
    {
        while (tailLength > 0 && !bytes.IsEmpty)
        {
            tail[tailLength++] = bytes[0];
            bytes = bytes[1..];
            if (CutSequence(tail.AsSpan(0, tailLength)) > 0) continue;
            if (!Utf8.IsValid(tail.AsSpan(0, tailLength))) throw NotUtf8();
            tailLength = 0;
        }

        return bytes;
    }

    /// <summary>How many bytes at the end begin a character that is not complete.</summary>
    private static int CutSequence(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var lead = bytes[^back];
            if ((lead & 0xC0) == 0x80) continue;
            var needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
            return needed > back ? back : 0;
        }

        return 0;
    }

    private ConnectorKit.FixSettingsException NotUtf8(ReadOnlySpan<byte> block = default)
    {
        var good = GoodLength(block);
        return WrongFile.File($"The file is not valid UTF-8 near line {lines + block[..good].Count((byte)'\n')}, so letters with accents would turn into rubbish. "
            + "Export it again as \"CSV UTF-8\".");
    }

    private static int GoodLength(ReadOnlySpan<byte> block)
    {
        var at = 0;
        while (at < block.Length && Rune.DecodeFromUtf8(block[at..], out _, out var used) == System.Buffers.OperationStatus.Done) at += used;
        return at;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
