using System.Text;
using Sync.ConnectorKit;

namespace Sync.Cli.Commands;

/// <summary>Asks a person for secrets that were not given, without showing them.</summary>
internal static class Prompts
{
    /// <summary>Asks for each required secret that is missing; asks nobody where there is no terminal.</summary>
    public static void AskForSecrets(ConnectorDescriptor descriptor, Dictionary<string, string> given)
    {
        if (Console.IsInputRedirected) return;
        foreach (var field in descriptor.Fields.Where(f => f.Secret && f.Required && !given.ContainsKey(f.Name)))
        {
            Console.Error.Write($"{field.Label}: ");
            given[field.Name] = ReadHidden();
            Console.Error.WriteLine();
        }
    }

    /// <summary>A new password: asked for twice, or a line of standard input where there is no terminal.</summary>
    public static string AskForPassword()
    {
        if (Console.IsInputRedirected) return Console.In.ReadLine() ?? "";
        Console.Error.Write("New password: ");
        var first = ReadHidden();
        Console.Error.Write("\nOnce more: ");
        var second = ReadHidden();
        Console.Error.WriteLine();
        return first == second ? first : throw new FormatException("The two are not the same. Nothing was changed.");
    }

    private static string ReadHidden()
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace && text.Length > 0) text.Length--;
            else if (!char.IsControl(key.KeyChar)) text.Append(key.KeyChar);
        }

        return text.ToString();
    }
}
