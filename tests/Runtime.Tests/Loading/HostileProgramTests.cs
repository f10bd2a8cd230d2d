using System.Diagnostics;
using System.Globalization;
using Orrery.Runtime.Loading;

namespace Orrery.Runtime.Tests.Loading;

/// <summary>Files that take too much, or harm: each ends in a clear error, and the files beside it are read.</summary>
public sealed class HostileProgramTests : LoaderTest
{
    private const string Mention = "# orrery dag\n";

    [Fact]
    public async Task LoadAsync_OfAFileThatNeverEnds_EndsIt()
    {
        Options.TimeLimit = TimeSpan.FromSeconds(1);
        Write("endless.py", Mention + "import time\ntime.sleep(600)\n");

        (await ErrorAsync("endless.py")).ShouldBe("endless.py: it took longer than 1 s and was ended: do the work in tasks, or raise ORRERY_LOADING__TIMELIMIT");
    }

    [Fact]
    public async Task LoadAsync_OfAFileThatForksForEver_EndsAllOfIt()
    {
        Options.MaxProcesses = 8;
        Options.TimeLimit = TimeSpan.FromSeconds(3);
        var marker = $"forks-{Guid.CreateVersion7()}";
        Write("forks.py", $$"""
            # orrery dag {{marker}}
            import os, time
            while True:
                if os.fork() == 0:
                    time.sleep(0.02)
            """);

        (await ErrorAsync("forks.py")).ShouldContain("more than 8 processes at once");
    }

    [Fact]
    public async Task LoadAsync_OfAFileThatLeavesAProcessBehind_EndsThat()
    {
        Write("left.py", """
            import subprocess, os
            from orrery import DAG, EmptyOperator
            child = subprocess.Popen(["sleep", "600"], start_new_session=True)
            with DAG("left", description=str(child.pid)) as dag:
                EmptyOperator(task_id="a")
            """);

        var file = await LoadAsync("left.py");

        var pid = int.Parse(file.Dags.Single().Definition.Description!, CultureInfo.InvariantCulture);
        await IsGoneAsync(pid);
    }

    [Fact]
    public async Task LoadAsync_OfAFileThatPrintsTooMuch_SaysSo()
    {
        Write("prints.py", Mention + "print('x' * 100_000_000)\n");

        (await ErrorAsync("prints.py")).ShouldContain("a DAG file may write 1,048,576 bytes");
    }

    [Fact]
    public async Task LoadAsync_OfTooLargeADocument_SaysSo()
    {
        Write("large.py", """
            from orrery import DAG, BashOperator
            with DAG("large") as dag:
                BashOperator(task_id="a", bash_command="#" * 5_000_000)
            """);

        (await ErrorAsync("large.py")).ShouldContain("a DAG file may write 1,048,576 bytes");
    }

    [Fact]
    public async Task LoadAsync_OfAPythonFileOfAMillionTasks_SaysSoBeforeAllAreMade()
    {
        Options.TimeLimit = TimeSpan.FromMinutes(2);
        Write("million.py", """
            from orrery import DAG, EmptyOperator
            with DAG("million") as dag:
                for n in range(1_000_000):
                    EmptyOperator(task_id=f"t{n}")
            """);

        (await ErrorAsync("million.py")).ShouldBe("million.py:4:1: AirflowException: DAG million has more than 125,000 tasks: map a task over a list with expand(), or make several DAGs of it");
    }

    [Fact]
    public async Task LoadAsync_OfAnExecutableThatWritesAMillionTasks_SaysWhatADagFileMayHold()
    {
        Options.MaxOutputBytes = 64 << 20;
        WriteExecutable("million.dag.sh", """
            #!/bin/sh
            { printf '{"format": 1, "dags": [{"dag_id": "d", "tasks": ['; seq -f '{"task_id": "t%.0f", "empty": true},' 1000000; printf '{"task_id": "last", "empty": true}]}]}'; } > "$ORRERY_DAGS"
            """);

        (await ErrorAsync("million.dag.sh")).ShouldContain("at most 250,000 are allowed");
    }

    [Fact]
    public async Task LoadAsync_OfTooLargeAnOutputOfAnExecutable_IsEndedAtTheLimit()
    {
        // A hundred megabytes, with the limits of an installation.
        Options.MaxOutputBytes = new LoadingOptions().MaxOutputBytes;
        WriteExecutable("large.dag.sh", "#!/bin/sh\nhead -c 100000000 /dev/zero > \"$ORRERY_DAGS\"\necho \"size $(stat -c %s \"$ORRERY_DAGS\")\"\nexit 1\n");

        var error = (await LoadAsync("large.dag.sh")).Errors.ShouldHaveSingleItem();

        error.Message.ShouldContain("exit code 1, so nothing of it is taken");
        var size = long.Parse(error.Trace.ShouldNotBeNull().Split("size ")[^1], CultureInfo.InvariantCulture);
        size.ShouldBeInRange(Options.MaxOutputBytes, Options.MaxOutputBytes + 2_048);
    }

    [Fact]
    public async Task LoadAsync_OfAFileThatTakesTooMuchMemory_SaysSo()
    {
        Options.MaxMemoryBytes = 256 << 20;
        Write("memory.py", Mention + "x = bytearray(1 << 30)\n");

        (await ErrorAsync("memory.py")).ShouldContain("MemoryError; a DAG file may use 268,435,456 bytes");
    }

    [Fact]
    public async Task LoadAsync_OfAFileThatKillsItsParent_HarmsItselfOnly()
    {
        Write("kills.py", Mention + "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nimport time\ntime.sleep(0.2)\n");
        Write("fine.py", "from orrery import DAG, EmptyOperator\nwith DAG('fine') as dag:\n    EmptyOperator(task_id='a')\n");

        var files = await LoadAllAsync("kills.py", "fine.py");

        files[0].Errors.ShouldHaveSingleItem();
        files[1].Errors.ShouldBeEmpty();
        files[1].Dags.Single().Definition.DagId.ShouldBe("fine");
    }

    [Fact]
    public async Task LoadAsync_OfAFileThatWritesNonsenseToItsParent_HarmsItselfOnly()
    {
        Write("nonsense.py", Mention + "import os\nfor n in range(3, 40):\n    try:\n        os.write(n, b'x' * 100)\n    except OSError:\n        pass\n");
        Write("fine.py", "from orrery import DAG, EmptyOperator\nwith DAG('fine') as dag:\n    EmptyOperator(task_id='a')\n");

        var files = await LoadAllAsync("nonsense.py", "fine.py", "nonsense.py");

        files[1].Dags.Single().Definition.DagId.ShouldBe("fine");
    }

    [Theory]
    [InlineData("echo garbage > \"$ORRERY_DAGS\"", "is not JSON")]
    [InlineData("true", "without writing anything to $ORRERY_DAGS")]
    [InlineData("echo '{\"format\": 7, \"dags\": []}' > \"$ORRERY_DAGS\"", "the format 7")]
    [InlineData("echo '{\"format\": 1, \"dags\": [' > \"$ORRERY_DAGS\"", "is not JSON")]
    [InlineData("echo '{\"format\": 1, \"dags\": []}' > \"$ORRERY_DAGS\"; exit 4", "exit code 4, so nothing of it is taken")]
    [InlineData("mkfifo \"$ORRERY_DAGS\"", "without writing anything|cannot be read|is empty")]
    [InlineData("mkdir \"$ORRERY_DAGS\"", "cannot be read")]
    [InlineData("ln -s /etc/passwd \"$ORRERY_DAGS\"", "cannot be read")]
    [InlineData("head -c 100000000 /dev/zero > \"$ORRERY_DAGS\"", "exit code|more than 1,048,576 bytes")]
    [InlineData("kill -SEGV $$", "ended by signal 11")]
    public async Task LoadAsync_OfAnExecutableWithBadOutput_SaysWhatIsWrong(string script, string expected)
    {
        WriteExecutable("bad.dag.sh", $"#!/bin/sh\n{script}\n");

        var message = await ErrorAsync("bad.dag.sh");

        expected.Split('|').ShouldContain(e => message.Contains(e, StringComparison.Ordinal), message);
    }

    [Fact]
    public async Task LoadAsync_OfAnExecutableThatLeavesAProcessBehind_EndsThat()
    {
        WriteExecutable("left.dag.sh", """
            #!/bin/sh
            setsid sleep 600 </dev/null >/dev/null 2>&1 &
            echo "{\"format\": 1, \"dags\": [{\"dag_id\": \"d\", \"description\": \"$!\", \"tasks\": [{\"task_id\": \"a\", \"empty\": true}]}]}" > "$ORRERY_DAGS"
            """);

        var file = await LoadAsync("left.dag.sh");

        file.Errors.ShouldBeEmpty();
        await IsGoneAsync(int.Parse(file.Dags.Single().Definition.Description!, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task LoadAsync_OfAnExecutable_DoesNotSeeTheServersEnvironment()
    {
        Environment.SetEnvironmentVariable("ORRERY_TEST_SECRET", "hidden");
        WriteExecutable("env.dag.sh", """
            #!/bin/sh
            echo "{\"format\": 1, \"dags\": [{\"dag_id\": \"d\", \"description\": \"x$ORRERY_TEST_SECRET\", \"tasks\": [{\"task_id\": \"a\", \"empty\": true}]}]}" > "$ORRERY_DAGS"
            """);

        (await LoadAsync("env.dag.sh")).Dags.Single().Definition.Description.ShouldBe("x");
    }

    private async Task<string> ErrorAsync(string name) => (await LoadAsync(name)).Errors.ShouldHaveSingleItem().Message;

    // Ended is not yet gone: its new parent has to take the remains away.
    private static async Task IsGoneAsync(int pid)
    {
        var began = Stopwatch.GetTimestamp();
        while (Linux.ProcessIdentity.Of(pid) is not null)
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10), $"process {pid} is still there");
            await Task.Yield();
        }
    }
}
