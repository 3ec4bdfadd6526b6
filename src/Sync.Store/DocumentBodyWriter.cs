using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sync.Model;

namespace Sync.Store;

/// <summary>
/// Writes document bodies, one after another, into one buffer. Write keys in ordinal order where a fingerprint is taken of
/// the result. Not safe to use from several threads.
/// </summary>
public sealed class DocumentBodyWriter
{
    // The relaxed encoder leaves letters of all languages readable; the output is never put into HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonEncodedText TimeTag = JsonEncodedText.Encode(DocumentBody.TimeTag);
    private static readonly JsonEncodedText BytesTag = JsonEncodedText.Encode(DocumentBody.BytesTag);

    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private readonly Utf8JsonWriter json;

    /// <summary>A writer with an empty buffer.</summary>
    public DocumentBodyWriter() => json = new Utf8JsonWriter(buffer, Options);

    /// <summary>Starts a new body; what was written before is gone.</summary>
    public void Begin()
    {
        buffer.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
    }

    /// <summary>What has been written of the body so far, without its end. Valid until the next call.</summary>
    public ReadOnlySpan<byte> SoFar
    {
        get
        {
            json.Flush();
            return buffer.WrittenSpan;
        }
    }

    /// <summary>Ends the body and returns a copy of it.</summary>
    public DocumentBody End()
    {
        json.WriteEndObject();
        json.Flush();
        return new DocumentBody(buffer.WrittenSpan.ToArray());
    }

    /// <summary>A text field.</summary>
    public void Text(string name, string value) => json.WriteString(Key(name), value);

    /// <summary>A text field, left out where there is no value.</summary>
    public void OptionalText(string name, string? value)
    {
        if (value is not null) Text(name, value);
    }

    /// <summary>A whole number.</summary>
    public void Number(string name, long value) => json.WriteNumber(Key(name), value);

    /// <summary>A decimal number.</summary>
    public void Number(string name, decimal value)
    {
        json.WritePropertyName(Key(name));
        WriteDecimal(value);
    }

    /// <summary>An amount in major units.</summary>
    public void Money(string name, Money value)
    {
        json.WritePropertyName(Key(name));
        WriteDecimal(value.Major);
    }

    /// <summary>True or false.</summary>
    public void Flag(string name, bool value) => json.WriteBoolean(Key(name), value);

    /// <summary>A field that is there and null.</summary>
    public void Null(string name) => json.WriteNull(Key(name));

    /// <summary>An instant, cut to microseconds.</summary>
    public void Time(string name, DateTimeOffset value)
    {
        json.WritePropertyName(Key(name));
        json.WriteStartObject();
        Span<byte> text = stackalloc byte[28];
        json.WriteString(TimeTag, text[..FormatTime(value, text)]);
        json.WriteEndObject();
    }

    /// <summary>Raw bytes.</summary>
    public void Bytes(string name, ReadOnlySpan<byte> value)
    {
        json.WritePropertyName(Key(name));
        json.WriteStartObject();
        json.WriteBase64String(BytesTag, value);
        json.WriteEndObject();
    }

    /// <summary>A map; write its fields inside.</summary>
    public void Map(string name, Action<DocumentBodyWriter> fields)
    {
        json.WriteStartObject(Key(name));
        fields(this);
        json.WriteEndObject();
    }

    /// <summary>A list of maps; the action writes one element's fields.</summary>
    public void List<T>(string name, IEnumerable<T> elements, Action<DocumentBodyWriter, T> fields)
    {
        json.WriteStartArray(Key(name));
        foreach (var element in elements)
        {
            json.WriteStartObject();
            fields(this, element);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A list of texts.</summary>
    public void TextList(string name, IEnumerable<string> elements)
    {
        json.WriteStartArray(Key(name));
        foreach (var element in elements) json.WriteStringValue(element);
        json.WriteEndArray();
    }

    /// <summary>A list of whole numbers.</summary>
    public void NumberList(string name, IEnumerable<long> elements)
    {
        json.WriteStartArray(Key(name));
        foreach (var element in elements) json.WriteNumberValue(element);
        json.WriteEndArray();
    }

    /// <summary>A field whose value is copied from another body.</summary>
    public void Copy(string name, DocumentFields value)
    {
        json.WritePropertyName(Key(name));
        value.Element.WriteTo(json);
    }

    /// <summary>RFC 3339 in UTC with as many decimals of a second as are needed, at most six.</summary>
    internal static int FormatTime(DateTimeOffset value, Span<byte> text)
    {
        var utc = value.UtcDateTime;
        Utf8Formatter.TryFormat(utc, text, out _, 'O'); // 2026-01-31T09:30:00.1234567Z
        var length = 26; // up to the sixth decimal
        while (text[length - 1] == (byte)'0') length--;
        if (text[length - 1] == (byte)'.') length--;
        text[length++] = (byte)'Z';
        return length;
    }

    private static string Key(string name) => name.Length > 0 && name[0] == '$' ? "$" + name : name;

    private void WriteDecimal(decimal value)
    {
        Span<byte> text = stackalloc byte[40];
        json.WriteRawValue(text[..FormatDecimal(value, text)], skipInputValidation: true);
    }

    /// <summary>A number's shortest exact form, without an exponent.</summary>
    internal static int FormatDecimal(decimal value, Span<byte> text)
    {
        if (value == 0)
        {
            text[0] = (byte)'0';
            return 1;
        }

        value = AsStored(value);
        Utf8Formatter.TryFormat(value, text, out var length);
        if (value.Scale == 0) return length;
        while (text[length - 1] == (byte)'0') length--;
        if (text[length - 1] == (byte)'.') length--;
        return length;
    }

    // Firestore keeps 64-bit whole numbers and doubles. What fits neither exactly is rounded here, so that a body is the same
    // before it is stored and after, in every store. Fifteen digits always fit a double.
    private static decimal AsStored(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        if (bits[2] == 0 && (((ulong)(uint)bits[1] << 32) | (uint)bits[0]) < 1_000_000_000_000_000) return value;
        if (value == decimal.Truncate(value) && value is >= long.MinValue and <= long.MaxValue) return value;
        return decimal.Parse(((double)value).ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
