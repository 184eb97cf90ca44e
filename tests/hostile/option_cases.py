"""Wrong options, by command: the arguments, and the sentence that answers them."""

from tests.hostile.conftest import FIT, QUICK

LONG = "9" * 30
STEPS = ["--steps", "2"]


def fit(*options, quick=QUICK, data=("good.csv",), output="new.safetensors", columns=("u", "y")):
    """A command line of `elman fit`."""
    roles = ["--input", columns[0], "--target", columns[1]]
    return ["fit", *data, *roles, "--output", output, *quick, *options]


def at_least(name, least, value):
    """The sentence for a whole number that is too small."""
    return rf"{name} must be a whole number of at least {least}, got {value}\. Or leave it out"


NAMES = [
    (fit("--cell", "gur"), r"unknown cell 'gur'\. Known: gru, lstm, rnn, rnn_relu\. Did you mean 'gru'"),
    (fit("--schedule", "cary"), r"unknown schedule 'cary'\. Known: .*Did you mean 'carry'"),
    (fit("--loss", "msee"), r"unknown loss 'msee'\..*Did you mean 'mse'"),
    (fit("--loss", "pinball"), r"loss must be mse, mae or huber, got 'pinball'"),
    (fit("--engine", "nativ"), r"unknown engine 'nativ'\..*Did you mean 'native'"),
    (fit("--scaling", "std"), r"unknown scaling method 'std'\. Known: none, robust, standard"),
    (fit("--missing", "drop"), r"unknown policy for missing inputs 'drop'\. Known: error, hold"),
    (fit("--hiden-size", "3"), r"No such option: --hiden-size\. Did you mean --hidden-size\?"),
    (fit("--bogus"), r"No such option: --bogus\."),
    (["fti", "good.csv"], r".*fti"),
]

NUMBERS = [
    (fit(quick=["--steps", "0"]), at_least("steps", 1, 0)),
    (fit(quick=["--steps", "-5"]), at_least("steps", 1, -5)),
    (fit(quick=["--steps", LONG]), r"steps must be at most 2147483647, got 9{30}"),
    (fit(quick=["--steps", "many"]), r"Invalid value for '--steps'"),
    (fit(quick=["--epochs", "0"]), r"epochs must be above 0, got 0\.0"),
    (fit(quick=["--epochs", "nan"]), r"epochs must be above 0, got nan"),
    (fit(quick=["--epochs", "1e300"]), r"epochs must be 2147483647 steps at most, got 1e\+300 epochs"),
    (fit(quick=[*STEPS, "--hidden-size", "0"]), at_least("hidden_size", 1, 0)),
    (fit(quick=[*STEPS, "--hidden-size", "1000000"]), r"hidden_size must be at most 65536, got 1000000"),
    (fit("--hidden-size", "60000"), r"hidden_size must leave at most 2147483647 parameters"),
    (fit("--layers", "-1"), at_least("layers", 1, -1)),
    (fit("--layers", "100000000"), r"layers must be at most 1000, got 100000000"),
    (fit("--window", "0"), at_least("window", 1, 0)),
    (fit("--window", "97"), r"window must be at most 96 with training sequences of 96 rows or fewer, got 97"),
    (fit("--burn-in", "-1"), at_least("burn_in", 0, -1)),
    (fit("--burn-in", "96"), r"burn_in must be at most 95 with training sequences of 96 rows .* got 96"),
    (fit("--batch-size", "0"), at_least("batch_size", 1, 0)),
    (fit("--batch-size", "1000000000"), r"batch_size must be at most 65536, got 1000000000"),
    (fit("--seed", "-1"), at_least("seed", 0, -1)),
    (fit("--seed", LONG), r"seed must be at most 9223372036854775807, got 9{30}"),
    (fit("--threads", "0"), at_least("threads", 1, 0)),
    (fit("--threads", LONG), r"threads must be at most 65536, got 9{30}"),
    (fit("--dropout", "1.5"), r"dropout must be at least 0 and below 1, got 1\.5"),
    (fit("--dropout", "nan"), r"dropout must be at least 0 and below 1, got nan"),
    (fit("--learning-rate", "0"), r"learning_rate must be above 0, got 0\.0"),
    (fit("--learning-rate", "inf"), r"learning_rate must be above 0, got inf"),
    (fit("--clip-norm", "0"), r"clip_norm must be above 0, got 0\.0"),
    (fit("--weight-decay", "-1"), r"weight_decay must be at least 0, got -1\.0"),
    (fit("--patience", "2"), r"patience must be above 0 and at most 1, got 2\.0"),
    (fit("--validation", "0"), r"validation must be between 0 and 1, got 0\.0"),
    (fit("--validation", "1"), r"validation must be between 0 and 1, got 1\.0"),
    (fit("--validation", "nan"), r"validation must be between 0 and 1, got nan"),
]

BUDGETS = [
    (fit(quick=["--budget", text]), rf"budget must be a time above 0, got '{text}'\. Write 60s, 15m or 1h")
    for text in ("soon", "0s", "-5s", "5d", "nan", "1e3s", "")
]
BUDGETS += [
    (fit("--budget", "5s"), r"a fit must have one of steps, epochs and budget, got steps and budget"),
    (fit("--epochs", "1"), r"a fit must have one of steps, epochs and budget, got steps and epochs"),
    (
        fit("--checkpoint", "a.checkpoint", "--checkpoint-every", "often"),
        r"checkpoint_every must be a time above 0, got 'often'",
    ),
]

ROWS = [
    (fit("--rows", text), rf"rows must have the form A:B with whole numbers from 0 up, got '{text}'")
    for text in ("a:b", "5", "1:2:3", "", "-5:", "1.5:3")
]
ROWS += [
    (fit("--rows", "120:300"), r"rows must be in good\.csv, got 120:300, and it ends before"),
    (fit("--rows", "50:20"), r"rows must start at 0 or later and end after their start, got 50:20"),
    (fit("--rows", "0:1"), r"a sequence must have at least 2 rows to be split"),
    (fit("--rows", f"{LONG}:"), r"rows must be numbers up to 4294967295, got 9{30}:"),
    (fit("--rows", f":{LONG}"), r"rows must be numbers up to 4294967295, got :9{30}"),
]

PLACES = [
    (["fit", "good.csv", "other.csv", *FIT[2:-2]], r"output must be given, for no single file names it"),
    (["fit", "*.csv", *FIT[2:-2]], r"output must be given, for no single file names it"),
    (["fit", "-", *FIT[2:-2]], r"output must be given, for no single file names it"),
    (fit(output="no/new.safetensors"), r"output must be in a folder that exists, got 'no/.*Make 'no' first"),
    (fit(output="good.csv/new.safetensors"), r"output must be in a folder that exists"),
    (fit(output="folder.safetensors"), r"output must be a file, got the folder 'folder\.safetensors'"),
    (fit(output="new.pt"), r"output must end in \.safetensors, got 'new\.pt'"),
    (fit(output=""), r"output must end in \.safetensors, got '\.'"),
    (fit(output="good.csv"), r"output must end in \.safetensors, got 'good\.csv'"),
    (fit(output="pipe.safetensors"), r"output must be a file, got the pipe or device 'pipe\.safetensors'"),
    (
        fit(output=f"{'n' * 250}.safetensors"),
        r"output must be a file that can be written, got 'n+\.safetensors' \(File name too long\)",
    ),
    (fit(output="/proc/new.safetensors"), r"output must be a file that can be written, got '/proc/"),
    (fit("--plot", "p.gif"), r"plot must end in \.pdf, \.png, \.svg, got 'p\.gif'"),
    (fit("--plot", "no/p.png"), r"plot must be in a folder that exists, got 'no/p\.png'"),
    (fit("--plot", "folder.png"), r"plot must be a file, got the folder 'folder\.png'"),
    (fit("--checkpoint", "no/a.checkpoint"), r"checkpoint must be in a folder that exists"),
    (fit("--checkpoint", "folder.png"), r"checkpoint must be a file, got the folder"),
    (
        fit("--checkpoint", "good.csv"),
        r"checkpoint must not be a file that is read or written too, got 'good\.csv'",
    ),
    (fit("--checkpoint", "words.txt"), r"checkpoint must be a file that a fit has written, got 'words\.txt'"),
    (
        fit("--checkpoint", "model.safetensors"),
        r"'model\.safetensors' must be the checkpoint of a fit, and it is a model of inputs and targets",
    ),
    (fit("--checkpoint", "new.safetensors"), r"checkpoint must be another file than the output"),
]

DATA = [
    (fit(data=("*.nothing",)), r"\*\.nothing must fit at least one file, and none does"),
    (fit(data=("",)), r"words\.txt must have rows, got a header alone"),
    (fit(data=("folder.csv",)), r"folder\.csv must be a file, got a folder"),
    (fit(data=("good.csv/x.csv",)), r"good\.csv/x\.csv must be a file, and there is none"),
    (fit(data=("good.csv", "none.csv")), r"none\.csv must be a file, and there is none"),
    (fit(data=("pipe.csv",)), r"pipe\.csv must be a file, got a pipe or device"),
    (fit(data=("/dev/null",)), r"/dev/null must be a file, got a pipe or device"),
    (fit(data=("loop.csv",)), r"loop\.csv must be a file that can be read: Too many levels of symbolic"),
    (fit(data=("x" * 5000 + ".csv",)), r"x+\.\.\.x+\.csv must be a file that can be read: File name too"),
    (fit(data=("model.safetensors",)), r"unknown suffix of model\.safetensors, 'safetensors'\. Known: arrow"),
    (["fit", *FIT[2:]], r"Missing argument 'data'"),
    (["fit", "good.csv", "--output", "new.safetensors"], r"inputs must name at least one column"),
    (fit(columns=("", "y")), r"inputs must name columns, got an empty name"),
    (fit(columns=(",", "y")), r"inputs must name columns, got an empty name"),
    (fit(columns=("u", "")), r"targets must name columns, got an empty name"),
    (fit(columns=("u,u", "y")), r"inputs must name each column once, got 'u' twice"),
    (fit(columns=("u", "u")), r"targets must not be among the inputs, got 'u' in both"),
    (
        fit(columns=("column_2", "y")),
        r"each column must have one role, got 'column_2' and 'y', which are both",
    ),
    (fit("--id", ""), r"id must name columns, got an empty name"),
    (fit("--id", "batch"), r"unknown column of good\.csv 'batch'\. Known: u, y"),
    (fit("--time", "u"), r"time must not be among the inputs, got 'u' in both"),
]

START = [
    (fit("--from", "none.safetensors"), r"model must be a file, got 'none\.safetensors', which is none"),
    (fit("--from", "words.txt"), r"model must be a file that elman wrote, got 'words\.txt'"),
    (
        fit("--from", "model.safetensors", data=("wide.csv",), columns=("u,v", "y")),
        r"inputs and targets must be as many as the model's .* Name one for each",
    ),
    (
        ["fit", "other.csv", "--from", "model.safetensors", "--output", "new.safetensors", *STEPS],
        r"unknown column of other\.csv 'u'\. Known: flow, valve",
    ),
    (
        fit("--from", "model.safetensors", "--cell", "lstm"),
        r"cell must be that of the model to start from, 'gru', got 'lstm'\. Leave it out",
    ),
    (
        fit("--from", "model.safetensors", "--hidden-size", "9"),
        r"hidden_size must be that of the model to start from, 2, got 9",
    ),
    (
        fit("--from", "model.safetensors", "--scaling", "robust"),
        r"scaling must be that of the model to start from, 'standard', got 'robust'",
    ),
]

USE = [
    (["evaluate", "model.safetensors", "good.csv", "--skip", "120"], r"skip must be .* below .* \(120\)"),
    (["evaluate", "model.safetensors", "good.csv", "--skip", "-1"], r"skip must be at least 0 .* got -1"),
    (["evaluate", "model.safetensors", "good.csv", "--skip", "x"], r"Invalid value for '--skip'"),
    (
        ["evaluate", "model.safetensors", "good.csv", "--input", "u,y"],
        r"inputs must be 1 columns, for u, got 2",
    ),
    (["evaluate", "model.safetensors", "good.csv", "--rows", "500:"], r"rows must be in good\.csv"),
    (["evaluate", "model.safetensors", "other.csv"], r"unknown column of other\.csv 'u'"),
    (["evaluate", "model.safetensors"], r"Missing argument 'data'"),
    (
        ["evaluate", "good.csv", "model.safetensors"],
        r"model must be a file that elman wrote, got 'good\.csv', which is a text table \(CSV\)\. "
        r"Were the arguments swapped\? The model comes first, then the data",
    ),
    (
        ["predict", "model.safetensors", "good.csv", "other.csv"],
        r"output must be given, for no single file names it",
    ),
    *(
        (["predict", "model.safetensors", "good.csv", "--output", place], sentence)
        for place, sentence in (
            ("new.xlsx", r"output must end in \.csv or \.parquet, got 'new\.xlsx'"),
            ("new", r"output must end in \.csv or \.parquet, got 'new'"),
            ("folder.csv", r"output must be a file, got the folder 'folder\.csv'"),
            ("no/new.csv", r"output must be in a folder that exists"),
            ("good.csv", r"output must not be a file that is read or written too, got 'good\.csv'"),
            ("./link.csv", r"output must not be a file that is read or written too, got 'link\.csv'"),
            ("pipe.csv", r"output must be a file, got the pipe or device 'pipe\.csv'"),
        )
    ),
    *(
        (["predict", "model.safetensors", "good.csv", "--output", "new.csv", *rest], sentence)
        for rest, sentence in (
            (["--state", "none"], r"state must be a file, got 'none', which is none\. Check the name"),
            (["--state", "good.csv"], r"state must be a file that State\.save wrote, got 'good\.csv'"),
            (
                ["--state", "model.safetensors"],
                r"'model\.safetensors' must be the state of .*, and it is a model of",
            ),
            (
                ["--state", "new.csv"],
                r"output must not be a file that is read or written too, got 'new\.csv'",
            ),
            (["--save-state", "good.csv"], r"save-state must not be a file that is read or written too"),
            (["--save-state", "new.csv"], r"save-state must not be a file that is read or written too"),
            (["--save-state", "no/s"], r"save-state must be in a folder that exists"),
            (["--save-state", "folder.csv"], r"save-state must be a file, got the folder"),
        )
    ),
    *(
        (["plot", "model.safetensors", "good.csv", "--output", *rest], sentence)
        for rest, sentence in (
            (["new.gif"], r"output must end in \.pdf, \.png, \.svg, got 'new\.gif'"),
            (["new"], r"output must end in"),
            (["folder.png"], r"output must be a file, got the folder"),
            (["no/new.png"], r"output must be in a folder that exists"),
            (["new.png", "--skip", "500"], r"skip must be at least 0 and below"),
            (["new.png", "--rows", "x"], r"rows must have the form A:B"),
        )
    ),
    (["info"], r"Missing argument 'model'"),
    (["info", "model.safetensors", "more"], r"Got unexpected extra argument"),
]

EXPORT = ["export", "model.safetensors"]
EXPORTS = [
    (EXPORT, r"Missing option '--output'"),
    (["export", "--output", "new.onnx"], r"Missing argument 'model'"),
    (
        ["export", "words.txt", "--output", "new.onnx"],
        r"model must be a file that elman wrote, got 'words\.txt'",
    ),
    (
        ["export", "good.csv", "--output", "new.onnx"],
        r"model must be a file that elman wrote, got 'good\.csv'",
    ),
    *(
        ([*EXPORT, "--output", *rest], sentence)
        for rest, sentence in (
            (
                ["new.pt"],
                r"output must end in one of .*\.onnx \(onnx\).*, got 'new\.pt'\. Or name the format",
            ),
            (["new"], r"output must end in one of .*, got 'new'"),
            (["new.onnx", "--to", "onyx"], r"unknown export format 'onyx'\. Known: .*Did you mean 'onnx'"),
            (["new.onnx", "--to", "pytorch"], r"output must end in \.py for pytorch, got 'new\.onnx'"),
            (
                ["no/new.onnx"],
                r"output must be in a folder that exists, got 'no/new\.onnx'\. Make 'no' first",
            ),
            (["folder.onnx"], r"output must be a file, got the folder 'folder\.onnx'"),
            (["pipe.py"], r"output must be a file, got the pipe or device 'pipe\.py'"),
            (["/proc/new.onnx"], r"output must be a file that can be written, got '/proc/new\.onnx'"),
            (["link.onnx"], r"output must not be a file that is read"),
            (["new.onnx", "--rows", "0:5", "--id", "u"], r"--id and --rows must come with a table, got none"),
            (["new.onnx", "none.csv"], r"none\.csv must be a file, and there is none"),
            (["new.onnx", "other.csv"], r"unknown column of other\.csv 'u'\. Known: flow, valve"),
            (["new.onnx", "good.csv", "--rows", "500:"], r"rows must be in good\.csv, got 500:"),
            (["new.onnx", "good.csv", "--rows", "x"], r"rows must have the form A:B"),
            (["new.onnx", "good.csv", "--input", "u,y"], r"inputs must be 1 columns, for u, got 2"),
            (["new.onnx", "good.csv", "--id", "batch"], r"unknown column of good\.csv 'batch'"),
            (["new.onnx", "model.safetensors"], r"unknown suffix of model\.safetensors"),
        )
    ),
]

OPTION_CASES = [*NAMES, *NUMBERS, *BUDGETS, *ROWS, *PLACES, *DATA, *START, *USE, *EXPORTS]
