using System.Text.Json;

namespace Sync.Store.Json;

/// <summary>Goes through the top-level fields of a body without building anything of it.</summary>
internal ref struct TopLevelFields
{
    private readonly ReadOnlySpan<byte> body;
    private Utf8JsonReader json;
    private int nameStart;
    private int valueStart;

    public TopLevelFields(ReadOnlySpan<byte> body)
    {
        this.body = body;
        json = new Utf8JsonReader(body);
        json.Read();
    }

    /// <summary>The field's name as it stands in the body, <c>$</c> escaped.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Where name and value stand in the body.</summary>
    public readonly Range Whole => nameStart..(int)json.BytesConsumed;

    /// <summary>The value's JSON.</summary>
    public readonly ReadOnlySpan<byte> Value => body[valueStart..(int)json.BytesConsumed];

    /// <summary>Where the value stands in the body.</summary>
    public readonly Range ValueRange => valueStart..(int)json.BytesConsumed;

    /// <summary>Goes to the next field.</summary>
    public bool MoveNext()
    {
        if (!NextName()) return false;
        Name = json.GetString()!;
        ReadValue();
        return true;
    }

    /// <summary>Goes to the next field that is one of those named.</summary>
    /// <returns>Which, or -1 at the end.</returns>
    public int MoveTo(byte[][] names)
    {
        while (NextName())
        {
            var found = -1;
            for (var i = 0; i < names.Length && found < 0; i++)
                if (json.ValueTextEquals(names[i])) found = i;
            ReadValue();
            if (found >= 0) return found;
        }

        return -1;
    }

    private bool NextName()
    {
        if (!json.Read() || json.TokenType != JsonTokenType.PropertyName) return false;
        nameStart = (int)json.TokenStartIndex;
        return true;
    }

    private void ReadValue()
    {
        json.Read();
        valueStart = (int)json.TokenStartIndex;
        json.Skip();
    }
}
