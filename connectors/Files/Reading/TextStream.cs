using System.Text;

namespace Sync.Connectors.Files.Reading;

/// <summary>Any text file as UTF-8: a byte order mark says if it is UTF-16.</summary>
internal static class TextStream
{
    public static Stream Open(Stream bytes)
    {
        var mark = new byte[2];
        var read = bytes.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        var whole = new JoinedStream(new MemoryStream(mark, 0, read), bytes);
        var utf16 = mark switch
        {
            [0xFF, 0xFE] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
            [0xFE, 0xFF] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
            _ => null,
        };
        return utf16 is null ? new CheckedTextStream(whole) : new CheckedTextStream(Encoding.CreateTranscodingStream(whole, utf16, new UTF8Encoding(false, true)));
    }
}
