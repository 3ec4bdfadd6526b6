using Sync.Cli.Commands;
using Sync.ConnectorKit;
using Sync.Connectors;

namespace Sync.Cli.Tests;

/// <summary>Secrets that were not given are asked for, and never shown.</summary>
public sealed class PromptTests
{
    private static readonly ConnectorDescriptor Toast = AllConnectors.List.Single(c => c.Descriptor.Id == "toast").Descriptor;

    private readonly StringWriter said = new();
    private readonly Queue<ConsoleKeyInfo> keys = [];

    [Fact]
    public void Given_a_required_secret_that_is_missing_When_somebody_sits_there_Then_it_is_asked_for_by_its_label_and_not_shown()
    {
        Type("s3crx\b\b\be\u0007t"); // with a slip, and a bell
        var given = new Dictionary<string, string> { ["clientId"] = "me" };

        Attended().AskForSecrets(Toast, given);

        given["clientSecret"].ShouldBe("s3et");
        given.Keys.ShouldBe(["clientId", "clientSecret"], ignoreOrder: true, "an optional secret is not asked for");
        said.ToString().ShouldBe("Client secret: " + Environment.NewLine);
        keys.ShouldBeEmpty();
    }

    [Fact]
    public void Given_a_secret_that_is_given_When_somebody_sits_there_Then_nothing_is_asked()
    {
        var given = new Dictionary<string, string> { ["clientSecret"] = "given" };

        Attended().AskForSecrets(Toast, given);

        (given["clientSecret"], said.ToString()).ShouldBe(("given", ""));
    }

    [Fact]
    public void Given_nobody_When_a_secret_is_missing_Then_nobody_is_asked()
    {
        var given = new Dictionary<string, string>();

        Alone("a line").AskForSecrets(Toast, given);

        (given.Count, said.ToString()).ShouldBe((0, ""));
    }

    [Fact]
    public void Given_a_new_password_When_it_is_typed_twice_Then_it_is_taken_and_not_shown_and_two_that_differ_are_refused()
    {
        Type("\bcorrect horse"); // a backspace where nothing stands does nothing
        Type("correct horse");
        Attended().AskForPassword().ShouldBe("correct horse");
        said.ToString().ShouldNotContain("horse");

        Type("correct horse");
        Type("correct hose");
        Should.Throw<FormatException>(Attended().AskForPassword).Message.ShouldContain("Nothing was changed");
    }

    [Fact]
    public void Given_nobody_When_a_new_password_is_needed_Then_it_is_the_first_line_that_comes_in()
    {
        Alone("a few unrelated words\nand more\n").AskForPassword().ShouldBe("a few unrelated words");
        Alone("").AskForPassword().ShouldBe("");
    }

    private Prompts Attended() => new(new Terminal(true, keys.Dequeue, TextReader.Null, said));

    private Prompts Alone(string typed) => new(new Terminal(false, () => throw new InvalidOperationException("There is no keyboard."), new StringReader(typed), said));

    private void Type(string text)
    {
        foreach (var c in text) keys.Enqueue(new ConsoleKeyInfo(c, c == '\b' ? ConsoleKey.Backspace : ConsoleKey.None, false, false, false));
        keys.Enqueue(new ConsoleKeyInfo('\r', ConsoleKey.Enter, false, false, false));
    }
}
