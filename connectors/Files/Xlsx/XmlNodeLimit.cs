using Sync.Connectors.Files.Reading;

namespace Sync.Connectors.Files.Xlsx;

/// <summary>
/// Reads the XML of a part and refuses one of which a single node (a tag, a text, a comment) is larger than any spreadsheet's: an
/// XML reader holds each node whole, and a zip of some hundred kilobytes can hold one of a gigabyte.
/// </summary>
internal sealed class XmlNodeLimit(Stream part, XlsxLimits limits) : ReadOnlyStream
{
    private const ulong CDataBegins = 0x21_5B_43_44_41_54_41_5B; // ![CDATA[
    private const ulong TypeBegins = 0x21_44_4F_43_54_59_50_45; // !DOCTYPE
    private const ulong CommentBegins = 0x21_2D_2D; // !--
    private const ulong CommentEnds = 0x2D_2D_3E; // -->
    private const ulong CDataEnds = 0x5D_5D_3E; // ]]>
    private const ulong InstructionEnds = 0x3F_3E; // ?>

    private Within within;
    private byte quote;
    private ulong last; // the last eight bytes, the latest lowest
    private int length; // of the node so far
    private long read;

    private enum Within
    {
        Text,
        Tag,
        Quotes,
        Comment,
        CData,
        Instruction,
    }

    public override int Read(Span<byte> buffer)
    {
        var count = part.Read(buffer);
        if ((read += count) > limits.PartCharacters) throw WrongFile.File($"A part of the workbook is larger than {XlsxLimits.Size(limits.PartCharacters)}. Save the sheet as CSV.");
        foreach (var b in buffer[..count]) Pass(b);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) part.Dispose();
        base.Dispose(disposing);
    }

    private void Pass(byte b)
    {
        // UTF-16 would hide from what looks for single bytes.
        if (b == 0) throw WrongFile.File("The workbook's texts are not in UTF-8, as those of every spreadsheet are. Open it in a spreadsheet and save it again, or save the sheet as CSV.");
        last = (last << 8) | b;
        if (++length > limits.NodeBytes) throw WrongFile.File($"A single piece of the workbook's XML is larger than {XlsxLimits.Size(limits.NodeBytes)}, which no spreadsheet writes. Save the sheet as CSV.");
        switch (within)
        {
            case Within.Text when b == '<': Enter(Within.Tag); break;
            case Within.Tag: InTag(b); break;
            case Within.Quotes when b == quote: within = Within.Tag; break;
            case Within.Comment when (last & 0xFF_FF_FF) == CommentEnds: Enter(Within.Text); break;
            case Within.CData when (last & 0xFF_FF_FF) == CDataEnds: Enter(Within.Text); break;
            case Within.Instruction when (last & 0xFF_FF) == InstructionEnds: Enter(Within.Text); break;
        }
    }

    private void InTag(byte b)
    {
        if (b == '>') Enter(Within.Text);
        else if (length == 1 && b == '?') within = Within.Instruction;
        else if (length == 3 && (last & 0xFF_FF_FF) == CommentBegins) within = Within.Comment;
        else if (length == 8 && last == CDataBegins) within = Within.CData;
        else if (length == 8 && last == TypeBegins) throw WrongFile.File("The workbook's XML declares a document type, which no spreadsheet writes. Open it in a spreadsheet and save it again, or save the sheet as CSV.");
        else if (b is (byte)'"' or (byte)'\'') (within, quote) = (Within.Quotes, b);
    }

    private void Enter(Within next) => (within, length) = (next, 0);
}
