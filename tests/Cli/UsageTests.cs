namespace Sync.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("fly")]
    [InlineData("run", "--fast")]
    [InlineData("run")]
    [InlineData("run", "shop-1", "--all")]
    [InlineData("run", "shop-1", "--wait", "soon")]
    [InlineData("demo", "--port", "abc")]
    [InlineData("demo", "--port", "")]
    [InlineData("demo", "--port", "70000")]
    [InlineData("run", "shop-1", "--wait", "-1")]
    [InlineData("demo", "--customers", "few")]
    [InlineData("import", "shop-1", "file.csv")]
    [InlineData("import", "shop-1", "file.csv", "--as", "stories")]
    [InlineData("export", "shop-1")]
    [InlineData("org", "set", "shop-1")]
    [InlineData("spending", "shop-1")]
    public async Task Given_a_wrong_use_When_started_Then_it_exits_2_and_says_how(params string[] arguments)
    {
        await using var place = new Workplace();

        var outcome = await place.RunAsync(arguments);

        outcome.Code.ShouldBe(2);
        outcome.Out.ShouldBe("");
        outcome.Err.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Given_no_word_at_all_When_started_Then_the_usual_commands_are_shown()
    {
        await using var place = new Workplace();

        var outcome = await place.RunAsync();

        (outcome.Code, outcome.Out).ShouldBe((2, ""));
        foreach (var usual in new[] { "possync demo", "possync connect", "possync run", "possync --help" }) outcome.Err.ShouldContain(usual);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("status")]
    [InlineData("check")]
    [InlineData("digest")]
    [InlineData("segments")]
    public async Task Given_no_such_org_When_asked_for_it_Then_it_is_refused_by_name(string command)
    {
        await using var place = new Workplace();

        var outcome = await place.RunAsync(command, "nobody");

        outcome.Code.ShouldBe(2);
        outcome.Err.ShouldContain("nobody");
        outcome.Out.ShouldBe("");
    }

    [Theory]
    [InlineData("SYNC_STORE", "mongo:there")]
    [InlineData("SYNC_LEASE_SECONDS", "0")]
    public async Task Given_a_wrong_variable_When_started_Then_it_exits_2_and_names_it(string variable, string value)
    {
        await using var place = new Workplace();

        var outcome = await place.With(variable, value).RunAsync("org", "list");

        outcome.Code.ShouldBe(2);
        outcome.Err.ShouldContain(value);
    }

    [Fact]
    public async Task Given_a_file_that_is_no_database_When_used_as_store_Then_it_is_refused_and_left_alone()
    {
        await using var place = new Workplace();
        var file = place.Write("letter.txt", new string('x', 5000));

        var outcome = await place.With("SYNC_STORE", "sqlite:" + file).RunAsync("org", "list");

        outcome.Code.ShouldBe(2);
        outcome.Err.ShouldContain("is not a database");
        File.ReadAllText(file).ShouldBe(new string('x', 5000));
    }

    [Fact]
    public async Task Given_a_master_key_that_is_none_When_used_Then_it_is_refused_without_repeating_it()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        place.With("SYNC_MASTER_KEY", Workplace.WrongPassword);

        var outcome = await place.RunAsync("run", Workplace.Org);

        outcome.Code.ShouldBe(2);
        outcome.Err.ShouldContain("base64");
    }

    [Fact]
    public async Task Given_help_When_asked_for_Then_every_command_of_the_tool_stands_there()
    {
        await using var place = new Workplace();

        var help = await place.DoAsync("--help");

        foreach (var command in "demo org connect check run status import segments spending export digest serve".Split(' ')) help.Out.ShouldContain("  " + command);
    }

    [Fact]
    public async Task Given_a_folder_where_the_database_should_be_When_anything_is_asked_Then_it_is_called_one()
    {
        await using var folder = new Workplace();
        Directory.CreateDirectory(folder.PathOf("data"));
        await using var place = new Workplace("sqlite:" + folder.PathOf("data"));

        var outcome = await place.RunAsync("org", "list");

        outcome.Code.ShouldBe(3);
        outcome.Err.ShouldContain("is a folder. Name a file in it for the database");
    }
}
