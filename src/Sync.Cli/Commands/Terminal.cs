namespace Sync.Cli.Commands;

/// <summary>Whoever sits before the program.</summary>
/// <param name="Attended">Whether somebody does; else what is typed is a file or another program's.</param>
/// <param name="ReadKey">The next key, which is not shown.</param>
/// <param name="In">What is typed where nobody sits there.</param>
/// <param name="Say">Where questions are asked.</param>
internal sealed record Terminal(bool Attended, Func<ConsoleKeyInfo> ReadKey, TextReader In, TextWriter Say)
{
    /// <summary>That of this process.</summary>
    public static Terminal Own => new(!Console.IsInputRedirected, () => Console.ReadKey(intercept: true), Console.In, Console.Error);
}
