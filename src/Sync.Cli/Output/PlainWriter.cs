using System.Text;

namespace Sync.Cli.Output;

/// <summary>
/// Writes text in which nothing steers a terminal: a POS, or a definition that is handed on, may have put that into a name.
/// Control characters show as &#xFFFD;, except for tabs and the ends of lines.
/// </summary>
/// <param name="to">Where it is written.</param>
internal sealed class PlainWriter(TextWriter to) : TextWriter
{
    /// <summary>Standard error for what is ours alone, such as a line that is written anew.</summary>
    public static TextWriter Error { get; private set; } = Console.Error;

    public override Encoding Encoding => to.Encoding;

    /// <summary>From now on all that this process prints by <see cref="Console"/> is plain.</summary>
    public static void Begin()
    {
        Error = Console.Error;
        Console.SetOut(new PlainWriter(Console.Out));
        Console.SetError(new PlainWriter(Console.Error));
    }

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        var from = 0;
        for (var i = 0; i < buffer.Length; i++)
        {
            if (!char.IsControl(buffer[i]) || buffer[i] is '\n' or '\t') continue;
            var endsLine = buffer[i] == '\r';
            if (endsLine && i + 1 < buffer.Length && buffer[i + 1] == '\n') continue;
            to.Write(buffer[from..i]);
            to.Write(endsLine ? '\n' : '\uFFFD'); // alone it would lead back over what stands on the line
            from = i + 1;
        }

        to.Write(buffer[from..]);
    }

    public override void Flush() => to.Flush();
}
