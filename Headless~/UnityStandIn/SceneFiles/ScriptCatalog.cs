#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Object = UnityEngine.Object;

namespace UnityStandIn
{
    /// <summary>Which class a script's GUID means: the one named like its file, in a namespace that the file declares,
    /// of any loaded assembly; the one that the nearest .asmdef names is loaded first.</summary>
    internal sealed class ScriptCatalog
    {
        private static readonly Regex Namespace =
            new Regex(@"^\s*namespace\s+([\w.]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant);

        private static readonly Regex AssemblyName =
            new Regex(@"""name""\s*:\s*""([^""]+)""", RegexOptions.CultureInvariant);

        private readonly AssetIndex _assets;
        private readonly Dictionary<string, Type> _known = new Dictionary<string, Type>();

        public ScriptCatalog(AssetIndex assets) => _assets = assets;

        /// <summary>False, with what is wrong and what to do, when there is no such class.</summary>
        public bool TryFind(string guid, out Type type, out string error)
        {
            error = "";
            if (_known.TryGetValue(guid, out var known))
            {
                type = known;
                return true;
            }

            type = typeof(void);
            if (!_assets.TryGetPath(guid, out string path))
            {
                error = "no .meta file under the asset roots has it. Restore the script's .meta file, or assign the " +
                    "script anew";
                return false;
            }

            type = FindClass(path) ?? typeof(void);
            if (type == typeof(void))
            {
                error = $"no loaded assembly has the class that {path} should define. Build and load its assembly, " +
                    "and name class and file alike";
                return false;
            }

            _known.Add(guid, type);
            return true;
        }

        private static Type? FindClass(string path)
        {
            LoadAssemblyOf(path);
            string name = Path.GetFileNameWithoutExtension(path);
            string source = File.Exists(path) ? File.ReadAllText(path) : "";
            var names = Namespace.Matches(source).Select(match => $"{match.Groups[1].Value}.{name}").Append(name)
                .ToList();
            return AppDomain.CurrentDomain.GetAssemblies()
                .SelectMany(assembly => names.Select(full => assembly.GetType(full)))
                .FirstOrDefault(type => type != null && !type.IsAbstract && typeof(Object).IsAssignableFrom(type));
        }

        /// <summary>Without one of that name nothing happens: the script may be compiled into another.</summary>
        private static void LoadAssemblyOf(string script)
        {
            string? folder = Path.GetDirectoryName(Path.GetFullPath(script));
            while (Directory.Exists(folder) && !Directory.EnumerateFiles(folder, "*.asmdef").Any())
                folder = Path.GetDirectoryName(folder);
            if (!Directory.Exists(folder)) return;
            string definition = File.ReadAllText(Directory.EnumerateFiles(folder, "*.asmdef").First());
            try
            {
                Assembly.Load(AssemblyName.Match(definition).Groups[1].Value);
            }
            catch (Exception absent) when (absent is FileNotFoundException || absent is ArgumentException)
            {
            }
        }
    }
}
