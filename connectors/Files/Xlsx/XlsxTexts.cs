using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Sync.Connectors.Files.Xlsx;

/// <summary>The texts that the cells of a workbook share.</summary>
internal sealed class XlsxTexts
{
    private readonly List<byte[]> texts = [];

    public ReadOnlySpan<byte> this[int index] => index >= 0 && index < texts.Count ? texts[index] : throw WrongFile.File(
        "The workbook is damaged: a cell shows a text that is not in it. Open it in a spreadsheet and save it again, or save the sheet as CSV.");

    public static XlsxTexts Read(WorkbookPart workbook, XlsxLimits limits)
    {
        var shared = new XlsxTexts();
        if (workbook.SharedStringTablePart is not { } part) return shared;
        using var reader = limits.Reader(part);
        long held = 0;
        while (reader.Read())
        {
            if (reader.ElementType != typeof(SharedStringItem) || !reader.IsStartElement) continue;
            var text = Encoding.UTF8.GetBytes(TextOf(reader, typeof(SharedStringItem)));
            held += Math.Max(text.Length, sizeof(long)); // an empty one takes its place in the list too
            if (held > limits.SharedTextBytes)
                throw WrongFile.File($"The workbook holds more than {XlsxLimits.Size(limits.SharedTextBytes)} of text. Save the sheet as CSV.");
            shared.texts.Add(text);
        }

        return shared;
    }

    /// <summary>The text of the element that the reader stands on, all runs together; how a word is pronounced is left out.</summary>
    public static string TextOf(OpenXmlReader reader, Type element)
    {
        var text = new StringBuilder();
        var pronounced = false;
        while (reader.Read() && !(reader.ElementType == element && reader.IsEndElement))
        {
            if (reader.ElementType == typeof(PhoneticRun)) pronounced = reader.IsStartElement;
            else if (reader.ElementType == typeof(Text) && reader.IsStartElement && !pronounced) text.Append(reader.GetText());
            if (text.Length > XlsxLimits.CellCharacters)
                throw WrongFile.File($"A cell of the workbook holds more than {XlsxLimits.CellCharacters} characters, which no spreadsheet does. Shorten it, or save the sheet as CSV.");
        }

        return text.ToString();
    }
}
