using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sync.Model;
using Sync.Store.Rules;

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

    private const int MaxKnownNames = 256;
    private const int NumberSize = 8; // as Firestore counts one

    private readonly ArrayBufferWriter<byte> buffer = new(1024);

    // Names are nearly always literals: told apart by reference, escaped and measured once.
    private readonly Dictionary<string, (JsonEncodedText Text, int Length)> names = new(ReferenceEqualityComparer.Instance);
    private readonly Utf8JsonWriter json;
    private BodyTally tally;

    /// <summary>A writer with an empty buffer.</summary>
    public DocumentBodyWriter() => json = new Utf8JsonWriter(buffer, Options);

    /// <summary>Starts a new body; what was written before is gone.</summary>
    public void Begin()
    {
        buffer.ResetWrittenCount();
        json.Reset();
        tally = default;
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
        return new DocumentBody(buffer.WrittenSpan.ToArray()) { Measure = tally.Measure };
    }

    /// <summary>A text field.</summary>
    public void Text(string name, string value)
    {
        json.WriteString(Key(name), value);
        tally.Text(value);
    }

    /// <summary>A text field, left out where there is no value.</summary>
    public void OptionalText(string name, string? value)
    {
        if (value is not null) Text(name, value);
    }

    /// <summary>A whole number.</summary>
    public void Number(string name, long value)
    {
        json.WriteNumber(Key(name), value);
        tally.Plain(NumberSize);
    }

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
        Span<byte> text = stackalloc byte[NumberText.MaxBytes];
        json.WriteRawValue(text[..NumberText.Format(value, text)], skipInputValidation: true);
        tally.Plain(NumberSize);
    }

    /// <summary>True or false.</summary>
    public void Flag(string name, bool value)
    {
        json.WriteBoolean(Key(name), value);
        tally.Plain(1);
    }

    /// <summary>A field that is there and null.</summary>
    public void Null(string name)
    {
        json.WriteNull(Key(name));
        tally.Plain(1);
    }

    /// <summary>An instant, cut to microseconds.</summary>
    public void Time(string name, DateTimeOffset value)
    {
        json.WritePropertyName(Key(name));
        json.WriteStartObject();
        Span<byte> text = stackalloc byte[28];
        json.WriteString(TimeTag, text[..FormatTime(value, text)]);
        json.WriteEndObject();
        tally.Time();
    }

    /// <summary>Raw bytes.</summary>
    public void Bytes(string name, ReadOnlySpan<byte> value)
    {
        json.WritePropertyName(Key(name));
        json.WriteStartObject();
        json.WriteBase64String(BytesTag, value);
        json.WriteEndObject();
        tally.Bytes(value.Length);
    }

    /// <summary>A map; write its fields inside.</summary>
    public void Map(string name, Action<DocumentBodyWriter> fields)
    {
        json.WriteStartObject(Key(name));
        tally.Open();
        fields(this);
        tally.Close();
        json.WriteEndObject();
    }

    /// <summary>A list of maps; the action writes one element's fields.</summary>
    public void List<T>(string name, IEnumerable<T> elements, Action<DocumentBodyWriter, T> fields)
    {
        json.WriteStartArray(Key(name));
        tally.Open();
        foreach (var element in elements)
        {
            json.WriteStartObject();
            tally.Open();
            fields(this, element);
            tally.Close();
            json.WriteEndObject();
        }

        tally.Close();
        json.WriteEndArray();
    }

    /// <summary>A list of texts.</summary>
    public void TextList(string name, IEnumerable<string> elements)
    {
        json.WriteStartArray(Key(name));
        tally.Open();
        foreach (var element in elements)
        {
            json.WriteStringValue(element);
            tally.Text(element);
        }

        tally.Close();
        json.WriteEndArray();
    }

    /// <summary>A list of whole numbers.</summary>
    public void NumberList(string name, IEnumerable<long> elements)
    {
        json.WriteStartArray(Key(name));
        tally.Open();
        foreach (var element in elements)
        {
            json.WriteNumberValue(element);
            tally.Plain(NumberSize);
        }

        tally.Close();
        json.WriteEndArray();
    }

    /// <summary>A field whose value is copied from another body.</summary>
    public void Copy(string name, DocumentFields value)
    {
        json.WritePropertyName(Key(name));
        value.Element.WriteTo(json);
        tally.Unknown();
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

    private JsonEncodedText Key(string name)
    {
        if (!names.TryGetValue(name, out var known))
        {
            if (names.Count >= MaxKnownNames) names.Clear();
            names[name] = known = (JsonEncodedText.Encode(FieldName.Escape(name), Options.Encoder), BodyTally.LengthOf(name));
        }

        tally.Name(known.Length);
        return known.Text;
    }

    private void WriteDecimal(decimal value)
    {
        Span<byte> text = stackalloc byte[NumberText.MaxBytes];
        json.WriteRawValue(text[..NumberText.Format(value, text)], skipInputValidation: true);
        tally.Plain(NumberSize);
    }
}
