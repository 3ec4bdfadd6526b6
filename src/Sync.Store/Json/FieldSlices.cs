using System.Buffers;

namespace Sync.Store.Json;

/// <summary>Puts a body together from fields cut out of others.</summary>
internal readonly struct FieldSlices
{
    private readonly ArrayBufferWriter<byte> buffer;

    public FieldSlices(int capacity)
    {
        buffer = new ArrayBufferWriter<byte>(capacity + 2);
        buffer.Write("{"u8);
    }

    /// <summary>Adds one field, name and value.</summary>
    public void Add(ReadOnlySpan<byte> field)
    {
        if (buffer.WrittenCount > 1) buffer.Write(","u8);
        buffer.Write(field);
    }

    /// <summary>The body.</summary>
    public byte[] ToBody()
    {
        buffer.Write("}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The body with those of the named fields that it has.</summary>
    public static byte[] Select(ReadOnlySpan<byte> body, byte[][] names)
    {
        var slices = new FieldSlices(128);
        var fields = new TopLevelFields(body);
        // What follows the last of them may be long.
        for (var left = names.Length; left > 0 && fields.MoveTo(names) >= 0; left--) slices.Add(body[fields.Whole]);
        return slices.ToBody();
    }
}
