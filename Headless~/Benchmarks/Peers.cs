using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Earshot.Benchmarks;

/// <summary>How the processes that benchmarks run are started.</summary>
internal static class Peers
{
    private static readonly string NodeModules = typeof(Peers).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == "NodeModules").Value!;

    /// <summary>This program under a hidden verb. Its code is compiled once and for good, as in Unity's players; .NET
    /// would begin with code it has not optimised yet.</summary>
    public static ProcessStartInfo StartEarshot(string verb) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Earshot.Benchmarks.dll"), verb])
        {
            Environment = { ["DOTNET_TieredCompilation"] = "0" },
        };

    /// <summary>A script of this program, with libwebrtc at hand.</summary>
    public static ProcessStartInfo StartNode(string script) =>
        new("node", [Path.Combine(AppContext.BaseDirectory, script)])
        {
            Environment = { ["NODE_PATH"] = NodeModules },
        };

    /// <summary>False, with a remark, where libwebrtc is not.</summary>
    public static bool HasLibwebrtc(Report report)
    {
        if (Directory.Exists(Path.Combine(NodeModules, "@roamhq/wrtc"))) return true;
        report.Remark("libwebrtc is not on this machine: with Node.js (npm) installed, a build brings @roamhq/wrtc.");
        return false;
    }
}
